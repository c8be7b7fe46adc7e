"""The two last Fridays: a review that was signed, with something left to do, and one to sign. Through the product's own actions."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Company, Membership
from reviews.actions.answering import answer
from reviews.actions.due import open_due
from reviews.actions.remedying import open_remedy
from reviews.actions.signing import sign
from reviews.enums import Code, Kind, RemedyKind, Verdict
from reviews.models import EIGHT, FRIDAY, Point, Review
from reviews.rules.drafts import Window

WEEK = timedelta(days=7)
NOTE = "Vu avec le comptable"
SAID = {  # of the week of each agent; the rest is normal
    "Relances clients": (Verdict.WRONG, "Un envoi a échoué, personne ne l’a vu"),
    "Factures fournisseurs": (Verdict.UNKNOWN, "Demander au comptable si ce nombre est juste"),
}
MENDED = "Demander à l’agence de corriger cet envoi"


def review(company: Company, by: Membership, *, at: datetime) -> None:
    """Inside the company's scope."""
    friday = _last_friday(company, at)
    signed = _open(company, friday - WEEK)
    _answer(signed, by, friday - WEEK + timedelta(hours=1))
    sign(signed, NOTE, by=by, at=friday - WEEK + timedelta(hours=1, minutes=9))
    _open(company, friday)


def _last_friday(company: Company, at: datetime) -> datetime:
    """The last time that the usual day and hour came."""
    zone = ZoneInfo(company.time_zone)
    today = at.astimezone(zone).date()
    came = datetime.combine(today - timedelta(days=(today.weekday() - FRIDAY) % 7), time(EIGHT.hour), zone)
    return came if came <= at else came - WEEK


def _open(company: Company, due: datetime) -> Review:
    opened = open_due(company, Kind.WEEK, Window(due.date(), due - WEEK, due, due + WEEK), at=due)
    if opened is None:
        raise RuntimeError("a review of that week stands already")
    return opened


def _answer(signed: Review, by: Membership, at: datetime) -> None:
    """Two of its points are not said to be normal."""
    points = Point.objects.of(signed.company).filter(review=signed).select_related("review__company", "agent").order_by("rank")
    for point in points:
        whose = point.agent.name if point.agent and point.code == Code.TOTALS else ""
        verdict, note = SAID.get(whose, (Verdict.NORMAL, ""))
        answer(point, verdict, note, by=by, at=at + timedelta(minutes=point.rank))
        if verdict == Verdict.WRONG:
            open_remedy(point, RemedyKind.INCIDENT, MENDED, by=by, at=at + timedelta(minutes=point.rank))

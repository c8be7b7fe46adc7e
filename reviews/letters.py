"""The words of mail about reviews: ours alone. What agents did is read on the page, never in a mail."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.letters import letter
from accounts.models import User
from lib.dates import french_time, span_words, weekday_date
from lib.words import on_one_line
from outbox.actions import Letter
from reviews.enums import Kind
from reviews.models import Review
from reviews.rules.nudging import Step

SUBJECTS = {
    (Kind.WEEK, Step.READY): "Votre revue de la semaine est prête",
    (Kind.WEEK, Step.REMINDER): "Rappel\u00a0: votre revue de la semaine attend",
    (Kind.WEEK, Step.LATE): "La revue de la semaine n’est pas signée",
    (Kind.WEEK, Step.LAST): "Dernier rappel\u00a0: la revue de la semaine n’est pas signée",
    (Kind.RIGHTS, Step.READY): "Votre revue des droits est prête",
    (Kind.RIGHTS, Step.REMINDER): "Rappel\u00a0: votre revue des droits attend",
    (Kind.RIGHTS, Step.LATE): "La revue des droits n’est pas signée",
    (Kind.RIGHTS, Step.LAST): "Dernier rappel\u00a0: la revue des droits n’est pas signée",
}
LOOKED_AT = {
    Kind.WEEK: "Elle porte sur ce que vos agents ont fait %(days)s.",
    Kind.RIGHTS: "Elle porte sur ce que vos agents ont le droit de faire.",
}
ADVICE = {
    Step.READY: "Vous pouvez commencer sur un appareil, et finir sur un autre.",
    Step.REMINDER: "Vous pouvez commencer sur un appareil, et finir sur un autre.",
    Step.LATE: "Ce message va aussi aux dirigeants, et à qui remplace.",
    Step.LAST: "C’est le dernier message sur cette revue. Elle reste à signer.",
}


def calling(review: Review, step: Step, user: User, at: datetime) -> Letter:
    """The link opens the review, where one signs in, reads, answers and signs."""
    kind, zone = Kind(review.kind), ZoneInfo(review.company.time_zone)
    first, last, due = (moment.astimezone(zone) for moment in (review.starts_at, review.ends_at, review.due_at))
    told = {
        "company": on_one_line(review.company.name),
        "days": span_words(first.date(), last.date()),
        "due": f"{weekday_date(due.date())} à {french_time(due)}",
        "points": _points(review.points.count()),
    }
    paragraphs = [
        _("Chez «\u00a0%(company)s\u00a0», une revue attend votre signature\u00a0: %(points)s.") % told,
        _(LOOKED_AT[kind]) % told,
        (_("Elle était à signer avant le %(due)s.") if review.due_at <= at else _("Elle est à signer avant le %(due)s.")) % told,
        _(ADVICE[step]),
    ]
    return letter(_(SUBJECTS[kind, step]), user, paragraphs, address_of(review), _("Ouvrir la revue"))


def address_of(review: Review) -> str:
    """Where it is read and signed."""
    return reverse("reviews:review", args=[review.pk])


def _points(number: int) -> str:
    if not number:
        return _("rien à relire")
    return ngettext("%(number)s point à relire", "%(number)s points à relire", number) % {"number": number}

"""What a signed week settles elsewhere: the alerts its points showed do not wait for the same answer twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from accounts.enums import Ability
from accounts.models import Membership
from alerts.actions.acknowledging import AlreadySeen, acknowledge
from alerts.enums import Answer as Said
from alerts.models import Alert
from inventory.charge import Charge
from reviews.enums import Verdict
from reviews.models import Answer, Point, Review

SAID = {Verdict.NORMAL: Said.NORMAL, Verdict.WRONG: Said.WRONG}  # « je ne sais pas » leaves an alert open
IN_REVIEW = "Dit en signant la revue"
MOST = 200  # alerts of one point


def acknowledge_shown(review: Review, said: Mapping[Point, Answer], *, by: Membership, at: datetime) -> None:
    """Those that whoever signs may answer, and that nobody answered meanwhile."""
    own = Charge(by, at).agents(Ability.STOP)
    for point, answer in said.items():
        if word := SAID.get(Verdict(answer.verdict)):
            for alert in [*_shown(review, point), *_shared(review, point)][:MOST]:
                if alert.agent_id in own:
                    _acknowledge(alert, word, answer.note or IN_REVIEW, by, at)


def _shared(review: Review, point: Point) -> Iterable[Alert]:
    """Those of what shares the point, and is answered with it."""
    if not (shared := point.facts.get("beside")):
        return ()
    return Alert.objects.of(review.company).open().filter(pk__in=shared).select_related("agent", "company")


def _shown(review: Review, point: Point) -> Iterable[Alert]:
    """Alike of one agent are one point: those that were raised in its week. A later one was not shown, even when the clock opened late."""
    if not point.alert_id:
        return ()
    alerts = Alert.objects.of(review.company)
    alike = alerts.open().filter(agent=point.agent_id, code__in=alerts.filter(pk=str(point.alert_id)).values("code"))
    return alike.filter(raised_at__gte=review.starts_at, raised_at__lt=review.ends_at).select_related("agent", "company")


def _acknowledge(alert: Alert, word: Said, note: str, by: Membership, at: datetime) -> None:
    try:
        acknowledge(alert, word, note, by=by, at=at)
    except AlreadySeen:
        return

"""What a signed week settles elsewhere: the alerts its points showed do not wait for the same answer twice."""

from collections.abc import Mapping
from datetime import datetime

from accounts.enums import Ability
from accounts.models import Membership
from alerts.actions.acknowledging import AlreadySeen, acknowledge
from alerts.enums import Answer as Said
from alerts.models import Alert, AlertQuerySet
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
        word = SAID.get(Verdict(answer.verdict))
        if word and point.alert_id and point.agent_id in own:
            for alert in _shown(review, point)[:MOST]:
                _acknowledge(alert, word, answer.note or IN_REVIEW, by, at)


def _shown(review: Review, point: Point) -> AlertQuerySet:
    """Alike of one agent are one point: those that were raised in its week. A later one was not shown, even when the clock opened late."""
    alerts = Alert.objects.of(review.company)
    alike = alerts.open().filter(agent=point.agent_id, code__in=alerts.filter(pk=str(point.alert_id)).values("code"))
    return alike.filter(raised_at__gte=review.starts_at, raised_at__lt=review.ends_at).select_related("agent", "company")


def _acknowledge(alert: Alert, word: Said, note: str, by: Membership, at: datetime) -> None:
    try:
        acknowledge(alert, word, note, by=by, at=at)
    except AlreadySeen:
        return

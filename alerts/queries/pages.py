"""What the pages of alerts show. A fixed number of queries, whatever the number of alerts and of actions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from accounts.models import Company
from alerts.enums import Code
from alerts.models import Alert, AlertQuerySet, Use
from alerts.rules.codes import GRAVE, TOLD, Told, is_unusual, sentence, tone
from alerts.rules.live import usual_of
from alerts.rules.usual import usual_words
from approvals.enums import Reason, RequestState
from approvals.models import ApprovalRequest
from inventory.models import Agent
from journal.models import Action
from journal.rules import lines
from lib.kept import IDS, Kept
from lib.words import on_one_line

MOST_OPEN, MOST_SEEN, MOST_LINES = 200, 30, 50
QUARTER = timedelta(days=90)


def _shown(company: Company, agent: UUID | None) -> AlertQuerySet:
    rows = Alert.objects.of(company).select_related("agent").annotate(many=Count("actions"))
    return rows.filter(agent=agent) if agent else rows


def _open(company: Company, agent: UUID | None = None) -> AlertQuerySet:
    return _shown(company, agent).open().order_by("-raised_at")[:MOST_OPEN]


def _of_agents(company: Company, agents: Sequence[UUID]) -> QuerySet[Alert, tuple[UUID, str, dict[str, Any]]]:
    rows = Alert.objects.of(company).open().filter(agent__in=agents).order_by("-raised_at")
    return rows.values_list("agent_id", "code", "facts")[:MOST_OPEN]


OPEN = Kept(_open, Company)
GRAVE_FIRST = Kept(_of_agents, Company, IDS)


@dataclass(frozen=True)
class Listed:
    """An alert in a list. `answer`: what was said of it, or that it ended by itself."""

    alert: Alert
    agent: str
    sentence: str
    tone: str
    actions: int
    answer: str = ""

    @property
    def icon(self) -> str:
        return "octagon-alert" if self.tone == "stop" else "triangle-alert"


@dataclass(frozen=True)
class Line:
    """One action behind an alert."""

    action: Action
    words: str


def standing(company: Company, agent: UUID | None = None) -> list[Listed]:
    """Open ones, the gravest first, then the newest. One query."""
    rows = OPEN.read(company) if agent is None else _open(company, agent)
    return sorted((_listed(row) for row in rows), key=lambda one: one.tone != "stop")


def answered(company: Company) -> list[Listed]:
    """Those that were looked at, or that ended by themselves, newest first. One query."""
    still = Alert.objects.of(company).open().values("pk")
    rows = _shown(company, None).exclude(pk__in=still).select_related("acknowledgement").order_by("-raised_at")[:MOST_SEEN]
    return [_listed(row, _answer(row)) for row in rows]


def by_agent(listed: Iterable[Listed]) -> list[tuple[str, list[Listed]]]:
    """In the order in which the gravest alert of each comes."""
    agents: dict[UUID, list[Listed]] = {}
    for one in listed:
        agents.setdefault(one.alert.agent_id, []).append(one)
    return [(group[0].agent, group) for group in agents.values()]


def told(alert: Alert) -> Told:
    """The words of its kind."""
    return TOLD[alert.code]


def behind(alert: Alert) -> list[Line]:
    """The first actions, oldest first; those whose term is over are gone. Two queries."""
    kept = list(alert.actions.order_by("seq").values_list("occurred_at", "key")[:MOST_LINES])
    moments, keys = {at for at, _ in kept}, {key for _, key in kept}
    found = Action.objects.of(alert.company).filter(agent_id=alert.agent_id, occurred_at__in=moments, key__in=keys)
    places = set(kept)
    shown = [action for action in found.order_by("seq") if (action.occurred_at, action.key) in places]
    return [Line(action, _words(action)) for action in shown]


def many(alert: Alert) -> int:
    """How many actions made it. One query."""
    return _many(alert, alert.actions.count())


def _many(alert: Alert, kept: int) -> int:
    """A comparison counts more of them than it names."""
    return max(kept, alert.facts.get("times", 0)) if kept and is_unusual(alert.code) else kept


def usual(alert: Alert) -> str:
    """What this agent usually does: as it was when a comparison raised it, else from the ninety days before. Two queries."""
    if is_unusual(alert.code):
        return usual_of(alert.code, alert.facts)
    until = alert.happened_at.date()
    before = Use.objects.of(alert.company).filter(agent=alert.agent_id, day__lt=until, day__gte=until - QUARTER)
    used = before.values("type").annotate(times=Sum("times"), days=Count("day", distinct=True))
    asked = ApprovalRequest.objects.of(alert.company).filter(agent=alert.agent_id, asked_at__range=_quarter(alert.happened_at))
    told = list(asked.values("type", "state", "reason").annotate(times=Count("pk")))
    return usual_words(alert.code, str(alert.facts.get("type", "")), _by_type(list(used)), _sums(told))


def grave_first(company: Company, agents: Sequence[UUID]) -> dict[UUID, tuple[str, dict[str, Any], int]]:
    """Of each agent: the gravest open alert (code, facts), and how many are open. One query."""
    found: dict[UUID, tuple[str, dict[str, Any], int]] = {}
    for agent, code, facts in GRAVE_FIRST.read(company, agents):
        before = found.get(agent)
        first = before if before and (before[0] in GRAVE or code not in GRAVE) else (code, facts, 0)
        found[agent] = (first[0], first[1], (before[2] if before else 0) + 1)
    return found


def _listed(row: Any, answer: str = "") -> Listed:
    return Listed(row, row.agent.name, sentence(row.code, row.facts), tone(row.code), _many(row, row.many), answer)


def _answer(row: Alert) -> str:
    if not hasattr(row, "acknowledgement"):
        return "Confirmé depuis"
    return {True: "C’est normal", False: "Pas normal", None: "Je ne sais pas"}[row.acknowledgement.is_normal]


def _words(action: Action) -> str:
    facts = lines.Facts(action.type, action.outcome, action.target, action.payee, action.amount_cents, action.currency, action.count)
    return on_one_line(lines.line(facts))


def _quarter(at: datetime) -> tuple[datetime, datetime]:
    return at - QUARTER, at - timedelta(seconds=1)


def _by_type(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    return {row["type"]: (row["times"], row["days"]) for row in rows}


def _sums(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Of all kinds: asked, spent, refused by a person; « type:spent » of one kind."""
    sums: dict[str, int] = {"asked": 0, "spent": 0, "refused": 0}
    for row in rows:
        sums["asked"] += row["times"]
        if row["state"] == RequestState.CONSUMED:
            sums["spent"] += row["times"]
            sums[f"{row['type']}:spent"] = sums.get(f"{row['type']}:spent", 0) + row["times"]
        if row["reason"] == Reason.REFUSED:
            sums["refused"] += row["times"]
    return sums


def agent_of(company: Company, alert: Alert) -> Agent:
    """With its people, for whoever asks whether it is theirs."""
    return Agent.objects.of(company).get(pk=alert.agent_id)


def is_open(alert: Alert) -> bool:
    """Nobody answered, and it did not end by itself. One query."""
    return Alert.objects.of(alert.company).open().filter(pk=alert.pk).exists()


def demand_of(alert: Alert) -> UUID | None:
    """The demand it is about, when it still can be read. One query."""
    if alert.code not in (Code.UNCONFIRMED, Code.GRANT_REUSED, Code.GRANT_MISUSED):
        return None
    carried = alert.about if alert.code == Code.UNCONFIRMED else _carried(alert)
    if carried is None:
        return None
    return ApprovalRequest.objects.of(alert.company).filter(pk=carried, agent=alert.agent_id).values_list("pk", flat=True).first()


def _carried(alert: Alert) -> UUID | None:
    first = alert.actions.order_by("seq").first()
    if first is None:
        return None
    actions = Action.objects.of(alert.company).filter(agent_id=alert.agent_id, occurred_at=first.occurred_at, key=first.key)
    return actions.values_list("approval_id", flat=True).first()

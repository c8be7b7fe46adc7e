"""Rights side by side: one row a resource, one column an agent; and every right, past ones too, as lines of a table."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import Company
from inventory.enums import Sensitivity, Verb
from inventory.models import Agent, Permission
from inventory.queries.rights import VERB_ICONS, Mark, marks_of, met_by
from inventory.rules.days import has_passed
from inventory.rules.pairs import same_words
from inventory.rules.right_words import full_words
from lib.words import folded

COLUMNS = 8  # agents a page
NO_SERVICE = "Compte à préciser"
TITLES = (
    "Agent", "Service", "Compte", "Droit", "Sur quoi", "Partie", "Sensibilité", "Pourquoi", "Indispensable", "À partir du", "Jusqu’au",
    "Donné le", "Donné par", "Situation", "Fin le", "Cause", "Retiré par", "Pourquoi retiré",
)  # fmt: skip


@dataclass(frozen=True)
class Filters:
    """Which rights are shown. Empty: all of them."""

    verb: str = ""
    sensitivity: str = ""
    is_doubtful: bool = False


@dataclass(frozen=True)
class Shown:
    """One right in a cell."""

    id: UUID
    agent: UUID
    icon: str
    verb: str
    when: str
    marks: tuple[Mark, ...]


@dataclass
class Line:
    """One resource: for each agent, in the order of the columns, its rights."""

    what: str
    cells: list[tuple[str, list[Shown]]]


@dataclass
class Group:
    """The resources of one service."""

    service: str
    lines: list[Line] = field(default_factory=list)


def columns(company: Company, chosen: Iterable[UUID]) -> tuple[list[tuple[UUID, str]], list[tuple[UUID, str, bool]]]:
    """(the agents to compare, every agent and whether it is ticked), by name. One query."""
    wanted = set(chosen)
    everyone = list(Agent.objects.of(company).in_sight().order_by("name").values_list("pk", "name"))
    ticked = [(key, name) for key, name in everyone if key in wanted]
    return ticked or everyone, [(key, name, key in wanted) for key, name in everyone]


def side_by_side(company: Company, agents: Sequence[tuple[UUID, str]], filters: Filters, today: date) -> list[Group]:
    """The rights of these agents by service and resource. One query."""
    current = Permission.objects.of(company).current().filter(agent__in=[key for key, _ in agents]).select_related("connection")
    held: dict[UUID, list[Permission]] = defaultdict(list)
    for right in current.order_by("resource", "segment", "granted_at", "pk"):
        held[right.agent_id].append(right)
    groups: dict[str, Group] = {}
    lines: dict[tuple[str, str, str], Line] = {}
    for place, (agent, _) in enumerate(agents):
        met = met_by(held[agent])
        for right in held[agent]:
            if _is_wanted(right, filters, met):
                line = _line_of(right, agents, groups, lines)
                line.cells[place][1].append(_shown(right, met, today))
    return [_sorted(groups[key]) for key in sorted(groups, key=lambda key: (not key, key))]


def is_doubtful(right: Permission, met: Mapping[UUID, bool]) -> bool:
    """To look at again: no end, no reason, not needed, or beside another right without a word."""
    return right.until is None or not right.reason or right.is_needed is False or met.get(right.pk) is False


def as_rows(company: Company, today: date) -> Iterator[tuple[str | date, ...]]:
    """Every right ever given, current ones first, in the order of TITLES. One query."""
    rows = Permission.objects.of(company).select_related("agent", "connection", "granted_by__user", "withdrawal", "withdrawal__by__user")
    zone = ZoneInfo(company.time_zone)
    for right in rows.order_by("withdrawal__at", "agent__name", "granted_at", "pk").iterator(chunk_size=2000):
        yield (*_said(right, zone), *_ended(right, today, zone))


def _is_wanted(right: Permission, filters: Filters, met: Mapping[UUID, bool]) -> bool:
    if filters.is_doubtful and not is_doubtful(right, met):
        return False
    return filters.verb in ("", right.verb) and filters.sensitivity in ("", right.sensitivity)


def _line_of(
    right: Permission, agents: Sequence[tuple[UUID, str]], groups: dict[str, Group], lines: dict[tuple[str, str, str], Line]
) -> Line:
    """The row of this resource, made the first time it is met: one spelling stands for all."""
    service = right.connection.service if right.connection else ""
    group = groups.setdefault(folded(service), Group(service or NO_SERVICE))
    key = (folded(service), same_words(right.resource), same_words(right.segment))
    if key not in lines:
        lines[key] = Line(full_words(right.resource, right.segment, right.sensitivity), [(name, []) for _, name in agents])
        group.lines.append(lines[key])
    return lines[key]


def _shown(right: Permission, met: Mapping[UUID, bool], today: date) -> Shown:
    when = f"{right.when} (terminé)" if has_passed(right.until, today) else right.when
    verb = Verb(right.verb)
    return Shown(right.pk, right.agent_id, VERB_ICONS[verb], str(verb.label), when, tuple(marks_of(right, met, today)))


def _sorted(group: Group) -> Group:
    group.lines.sort(key=lambda line: folded(line.what))
    return group


def _said(right: Permission, zone: ZoneInfo) -> tuple[str | date, ...]:
    account, giver = right.connection, right.granted_by
    return (
        right.agent.name,
        account.service if account else "",
        account.identifier if account else "",
        str(Verb(right.verb).label),
        right.resource,
        right.segment,
        str(Sensitivity(right.sensitivity).label) if right.sensitivity else "",
        right.reason,
        {True: "Oui", False: "Non", None: "Je ne sais pas"}[right.is_needed],
        right.starts_on or "",
        right.until or ("Sans limite" if right.is_endless else "À préciser"),
        _day(right.granted_at, zone),
        giver.user.name if giver else "Garde-fou",
    )


def _ended(right: Permission, today: date, zone: ZoneInfo) -> tuple[str | date, ...]:
    end = getattr(right, "withdrawal", None)
    if end:
        return "Terminé", _day(end.at, zone), str(end.get_cause_display()), end.by.user.name if end.by else "Garde-fou", end.why
    if has_passed(right.until, today):
        return "Dernier jour passé", "", "", "", ""
    return "En cours" if right.has_begun(today) else "Pas encore commencé", "", "", "", ""


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()

"""The rights of one agent, ready to be read: what each is, why, until when, and the marks beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from accounts.models import Company
from inventory.enums import Verb
from inventory.models import Agent, Permission
from inventory.rules.days import ENDED_DAYS, has_passed
from inventory.rules.pairs import pairs

VERB_ICONS = {Verb.READ: "eye", Verb.EDIT: "pencil", Verb.SEND: "send", Verb.DELETE: "trash-2", Verb.COMMAND: "terminal"}
NO_REASON = "À préciser"
MAX_SUGGESTED = 100
Mark = tuple[str, str]  # tone and words of a pill


@dataclass(frozen=True)
class RightRow:
    """One line of the table of rights; not `granted`: this verb is not allowed at all. `is_double`: to be settled by a person."""

    icon: str
    verb: str
    what: str = ""
    why: str = ""
    until: str = ""
    granted: bool = True
    id: UUID | None = None
    is_over: bool = False
    is_double: bool = False
    marks: tuple[Mark, ...] = ()


def rights_of(company: Company, agent: Agent, today: date) -> list[RightRow]:
    """Every current right, then the verbs that are not allowed. One query."""
    current = list(Permission.objects.of(company).current().filter(agent=agent).order_by("granted_at", "pk"))
    met = met_by(current)
    return [row for verb in VERB_ICONS for row in _rows_of(verb, [right for right in current if right.verb == verb], met, today)]


def met_by(rights: Iterable[Permission]) -> dict[UUID, bool]:
    """For each right of one agent that meets others on the same thing: did a person agree to all of them?"""
    met: dict[UUID, bool] = {}
    for reader, writer, is_agreed in pairs((right.pk, right.held) for right in rights):
        for key in (reader, writer):
            met[key] = met.get(key, True) and is_agreed
    return met


def marks_of(right: Permission, met: Mapping[UUID, bool], today: date) -> Iterator[Mark]:
    """What stands beside a right on every page."""
    if not right.has_begun(today):
        yield "info", "Pas encore commencé"
    if right.pk in met:
        yield ("off", "Lit et fait plus\u00a0: voulu") if met[right.pk] else ("watch", "Lit et fait plus\u00a0: à confirmer")
    if right.is_needed is False:
        yield "watch", "Pas indispensable"


def ended_lately(company: Company, agent: Agent, today: date) -> list[Permission]:
    """Rights that ended by themselves these last days, the newest first. One query."""
    return list(
        Permission.objects.of(company).expired_since(today - timedelta(days=ENDED_DAYS)).filter(agent=agent).order_by("-until", "pk")
    )


def suggested_segments(company: Company) -> list[str]:
    """Parts that the company named already, each once. One query."""
    named = Permission.objects.of(company).exclude(segment="").order_by("segment").values_list("segment", flat=True)
    return list(named.distinct()[:MAX_SUGGESTED])


def _rows_of(verb: Verb, rights: Sequence[Permission], met: Mapping[UUID, bool], today: date) -> Iterator[RightRow]:
    if not rights:
        yield RightRow(VERB_ICONS[verb], str(verb.label), granted=False)
    for right in rights:
        is_over = has_passed(right.until, today)
        yield RightRow(
            VERB_ICONS[verb],
            str(verb.label),
            right.on_what,
            right.reason or NO_REASON,
            f"{right.when} (terminé)" if is_over else right.when,
            id=right.pk,
            is_over=is_over,
            is_double=met.get(right.pk) is False,
            marks=tuple(marks_of(right, met, today)),
        )

"""« Le journal »: what the agents did, day by day, in plain words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory.models import Agent
from inventory.rules.days import company_day
from journal import queries
from journal.enums import Outcome, Type
from journal.forms import JournalForm
from journal.models import Action, InnerName
from journal.rules import lines
from journal.rules.naming import by_name
from ledger.models import Entry
from lib.money import french_money
from lib.tables import csv_file
from lib.words import folded, on_one_line

TONES = {Outcome.DONE: "off", Outcome.FAILED: "watch", Outcome.BLOCKED: "stop"}
ICONS = {
    Type.PAYMENT: "banknote",
    Type.MESSAGE: "send",
    Type.POST: "megaphone",
    Type.COMMAND: "terminal",
    Type.EXPORT: "download",
    Type.READ: "eye",
    Type.FILE_DELETED: "trash-2",
    Type.DECISION: "gavel",
}
CSV_ROWS, CSV_WINDOW = 20_000, 200_000
CSV_HEADS = tuple("Date;Heure;Agent;Agent intérieur;Ce qu’il a fait;Nature;Outil;Sur quoi;Pour qui;Montant;Issue;Essai".split(";"))


@dataclass(frozen=True)
class Shown:
    """One action, ready to be read. `inner`: the agent inside the program, when it is not called like the agent itself."""

    action: Action
    agent: str
    words: str
    icon: str
    tone: str
    inner: str = ""
    is_late: bool = False

    @property
    def demand(self) -> str:
        """Where the demand that carried it is read."""
        return f"/demandes/{self.action.approval_id}/" if self.action.approval_id else ""


@require_safe
@page(Ability.READ)
def journal(request: CompanyRequest) -> HttpResponse:
    roster, zone = queries.roster(request.company), _zone(request)
    form = JournalForm(roster.names, request.GET or None)
    is_clear = not form.is_bound or form.is_valid()
    wanted = form.wanted(zone, _before(request))
    read = queries.page(request.company, wanted, roster)
    told = sorted({one.agent_id for one in read.actions} | ({wanted.agent} if wanted.agent in roster.names else set[UUID]()))
    values = {
        "section": "journal",
        "form": form,
        "is_clear": is_clear,
        "days": list(_by_day(request, read.actions, roster.names)),
        "week": week_words(request, wanted.agent),
        "gaps": _gaps(request, told, roster),
        "sampled": [roster.names[agent] for agent in queries.sampled(request.company, told)],
        "older": _query(request, avant=_mark(read.older)) if read.older else "",
        "stopped_at": read.stopped_at,
        "newest": _query(request, avant="") if request.GET.get("avant") else "",
        "csv": _query(request, avant=""),
        "is_searched": any(request.GET.get(name) for name in form.fields if name != "essais"),
        "between": form.between,
        "is_tests": wanted.tests,
        "has_tests": roster.has_tests,
        "real": _query(request, essais="", avant=""),
        "tests": _query(request, essais="on", avant=""),
        "agent": wanted.agent or "",
    }
    return render(request, "journal/journal.html", values)


@require_safe
@page(Ability.READ)
def one(request: CompanyRequest, line: int) -> HttpResponse:
    """An action by the number of its sealed row, with what the agent said of it."""
    entry = get_object_or_404(Entry.objects.filter(company_id=request.company.pk), seq=line)
    said = json.loads(bytes(entry.payload)) if entry.payload else None
    if said is None or said["act"] != "action.done":
        raise Http404
    agent = get_object_or_404(Agent.objects.of(request.company), pk=said["by"]["id"])
    found = Action.objects.of(request.company).filter(agent_id=agent.pk, occurred_at=datetime.fromisoformat(said["at"]))
    action = get_object_or_404(found, key=UUID(said["detail"]["key"]))
    named = queries.inner_names(request.company, [action]).get((agent.pk, action.key))
    means = by_name(action.tool, queries.words_of(agent))
    values = {
        "section": "journal",
        "shown": _shown(action, agent.name, named),
        "agent": agent,
        "said": said["detail"],
        "number": line,
        "today": Type(means.type).label if means and means.type != action.type else "",
    }
    return render(request, "journal/action.html", values)


@require_safe
@page(Ability.READ)
def as_csv(request: CompanyRequest) -> HttpResponse:
    """What the same search found, at most 20,000 lines of the newest 200,000."""
    names = queries.roster(request.company).names
    form = JournalForm(names, request.GET or None)
    form.is_valid()
    actions = queries.found_near(request.company, form.wanted(_zone(request)), CSV_ROWS, CSV_WINDOW)
    inner = queries.inner_names(request.company, actions)
    shown = (_shown(one, names.get(one.agent_id, ""), inner.get((one.agent_id, one.key))) for one in actions)
    data = csv_file.write(CSV_HEADS, (_row(one, _zone(request)) for one in shown))
    headers = {"Content-Disposition": f'attachment; filename="journal-{request.company.slug}.csv"'}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


def _gaps(request: CompanyRequest, agents: list[UUID], roster: queries.Roster) -> list[tuple[str, list[str]]]:
    """What is missing, by the agents' own counters."""
    found = queries.missing(request.company, agents)
    return [(roster.names[agent], [lines.hole(one.low, one.high) for one in holes]) for agent, holes in found.items()]


def week_words(request: CompanyRequest, agent: UUID | None = None) -> str:
    """« Cette semaine : 214 actions, 3 échecs, 12 480,00 € payés. » From Monday at the company's."""
    today = company_day(request.at, request.company.time_zone)
    sums = queries.totals(request.company, today - timedelta(days=today.weekday()), today, agent)
    return lines.totals("Cette semaine", sums.number, sums.failed, sums.blocked, sums.paid)


def _by_day(request: CompanyRequest, actions: list[Action], names: dict[UUID, str]) -> Iterator[tuple[date, list[Shown]]]:
    days: dict[date, list[Shown]] = {}
    inner = queries.inner_names(request.company, actions)
    for one in actions:
        day = one.occurred_at.astimezone(_zone(request)).date()
        days.setdefault(day, []).append(_shown(one, names.get(one.agent_id, ""), inner.get((one.agent_id, one.key))))
    yield from days.items()


def _shown(action: Action, agent: str, named: InnerName | None) -> Shown:
    facts = lines.Facts(action.type, action.outcome, action.target, action.payee, action.amount_cents, action.currency, action.count)
    tone = TONES.get(Outcome(action.outcome), "off")
    inner = named.name if named and folded(named.name) != folded(agent) else ""
    words = on_one_line(lines.line(facts))
    return Shown(action, agent, words, ICONS.get(Type(action.type), "circle-dot"), tone, inner, bool(named and named.is_late))


def _row(shown: Shown, zone: ZoneInfo) -> tuple[Any, ...]:
    action, at = shown.action, shown.action.occurred_at.astimezone(zone)
    amount = "" if action.amount_cents is None else french_money(action.amount_cents, action.currency)
    labels = (action.get_type_display(), action.tool, action.target, action.payee, amount, action.get_outcome_display())
    return (at.date(), f"{at:%H:%M:%S}", shown.agent, shown.inner, shown.words, *labels, "oui" if action.is_test else "")


def _zone(request: CompanyRequest) -> ZoneInfo:
    return ZoneInfo(request.company.time_zone)


def _mark(key: tuple[datetime, UUID, UUID]) -> str:
    return f"{key[0].isoformat()}_{key[1]}_{key[2]}"


def _before(request: CompanyRequest) -> tuple[datetime, UUID, UUID] | None:
    """The key of the last line read, from the address; nonsense is the first page."""
    parts = request.GET.get("avant", "").split("_")
    try:
        at, agent, key = datetime.fromisoformat(parts[0]), UUID(parts[1]), UUID(parts[2])
    except (ValueError, IndexError):
        return None
    return (at, agent, key) if at.tzinfo else None


def _query(request: CompanyRequest, **changed: str) -> str:
    names = (*JournalForm.declared_fields, "avant")
    given = {name: value for name in names if (value := request.GET.get(name)) and name not in changed}
    return urlencode(given | {name: value for name, value in changed.items() if value})

"""« Le journal »: what the agents did, day by day, in plain words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
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
from journal import queries
from journal.enums import Outcome, Type
from journal.forms import JournalForm
from journal.models import Action
from journal.rules import lines
from ledger.models import Entry
from lib.money import french_money
from lib.tables import csv_file
from lib.words import on_one_line

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
CSV_ROWS = 20_000
CSV_HEADS = ("Date", "Heure", "Agent", "Ce qu’il a fait", "Nature", "Outil", "Sur quoi", "Pour qui", "Montant", "Issue", "Essai")


@dataclass(frozen=True)
class Shown:
    """One action, ready to be read."""

    action: Action
    agent: str
    words: str
    icon: str
    tone: str


@require_safe
@page(Ability.READ)
def journal(request: CompanyRequest) -> HttpResponse:
    names = queries.names_of(request.company)
    form = JournalForm(names, request.GET or None)
    is_clear = not form.is_bound or form.is_valid()
    read = queries.page(request.company, form.wanted(_zone(request), _before(request)))
    values = {
        "section": "journal",
        "form": form,
        "is_clear": is_clear,
        "days": list(_by_day(read, _zone(request))),
        "older": _query(request, avant=_mark(read.older)) if read.older else "",
        "newest": _query(request, avant="") if request.GET.get("avant") else "",
        "csv": _query(request, avant=""),
        "is_searched": any(request.GET.get(name) for name in form.fields),
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
    values = {"section": "journal", "shown": _shown(action, agent.name), "agent": agent, "said": said["detail"], "number": line}
    return render(request, "journal/action.html", values)


@require_safe
@page(Ability.READ)
def as_csv(request: CompanyRequest) -> HttpResponse:
    """What the same search found, at most 20,000 lines."""
    names = queries.names_of(request.company)
    form = JournalForm(names, request.GET or None)
    form.is_valid()
    actions = queries.found(request.company, form.wanted(_zone(request)))[:CSV_ROWS]
    data = csv_file.write(CSV_HEADS, (_row(_shown(action, names[action.agent_id]), _zone(request)) for action in actions))
    headers = {"Content-Disposition": f'attachment; filename="journal-{request.company.slug}.csv"'}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


def _by_day(read: queries.Read, zone: ZoneInfo) -> Iterator[tuple[date, list[Shown]]]:
    days: dict[date, list[Shown]] = {}
    for action in read.actions:
        days.setdefault(action.occurred_at.astimezone(zone).date(), []).append(_shown(action, read.names.get(action.agent_id, "")))
    yield from days.items()


def _shown(action: Action, agent: str) -> Shown:
    facts = lines.Facts(action.type, action.outcome, action.target, action.payee, action.amount_cents, action.currency, action.count)
    tone = TONES.get(Outcome(action.outcome), "off")
    return Shown(action, agent, on_one_line(lines.line(facts)), ICONS.get(Type(action.type), "circle-dot"), tone)


def _row(shown: Shown, zone: ZoneInfo) -> tuple[Any, ...]:
    action, at = shown.action, shown.action.occurred_at.astimezone(zone)
    amount = "" if action.amount_cents is None else french_money(action.amount_cents, action.currency)
    labels = (action.get_type_display(), action.tool, action.target, action.payee, amount, action.get_outcome_display())
    return (at.date(), f"{at:%H:%M:%S}", shown.agent, shown.words, *labels, "oui" if action.is_test else "")


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

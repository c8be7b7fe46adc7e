"""« Déposer un fichier »: send one, read what it would add to an agent's journal, add it or drop it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CompanyRequest, page, takes_file
from accounts.enums import Ability
from inventory.views.shared import agent_of
from journal.actions import depositing
from journal.enums import Outcome, Type
from journal.forms import DepositForm
from journal.models import Deposit
from journal.queries import words_of
from journal.rules.lines import Facts, line
from journal.rules.naming import meaning
from journal.rules.reported import Reported, masked_account
from journal.views import ICONS, TONES
from lib.tables.archive import Unreadable

SHOWN = 50
DONE_SHOWN = 10


@dataclass(frozen=True)
class Shown:
    """An action that a file would add, as a line of the timeline."""

    at: datetime
    icon: str
    tone: str
    text: str


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
@takes_file
def start(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    agent = agent_of(request, agent_id)
    form = DepositForm(request.POST, request.FILES) if request.method == "POST" else DepositForm()
    if form.is_valid():
        chosen = form.cleaned_data["actions"]
        try:
            received = depositing.receive(agent, chosen.name, chosen.read(), by=request.membership, at=request.at)
            return redirect("journal:deposit_preview", received.pk)
        except Unreadable as refused:
            form.add_error("actions", str(refused))
    rows = Deposit.objects.of(request.company).filter(agent=agent).defer("found")
    values = {
        "section": "journal",
        "agent": agent,
        "form": form,
        "waiting": rows.open().order_by("-uploaded_at"),
        "applied": rows.exclude(applied_at=None).order_by("-applied_at")[:DONE_SHOWN],
    }
    return render(request, "journal/deposit.html", values)


@require_safe
@page(Ability.EDIT_INVENTORY)
def show(request: CompanyRequest, deposit_id: UUID) -> HttpResponse:
    waiting = _deposit(request, deposit_id)
    if waiting.applied_at or waiting.dropped_at:
        return _decided(request, waiting)
    plan = depositing.plan_of(waiting)
    values = {"section": "journal", "deposit": waiting, "agent": waiting.agent, "plan": plan, "total": len(plan.fresh)}
    return render(request, "journal/deposit_preview.html", {**values, "lines": _shown(waiting, plan.fresh[:SHOWN])})


@require_POST
@page(Ability.EDIT_INVENTORY)
def application(request: CompanyRequest, deposit_id: UUID) -> HttpResponse:
    waiting = _deposit(request, deposit_id)
    try:
        depositing.apply(waiting, by=request.membership, at=request.at)
    except depositing.AlreadyDecided:
        return _decided(request, waiting)
    messages.success(request, _("C’est fait : ces actions sont dans le journal."))
    return redirect("journal:deposit", waiting.agent_id)


@require_POST
@page(Ability.EDIT_INVENTORY)
def abandon(request: CompanyRequest, deposit_id: UUID) -> HttpResponse:
    waiting = _deposit(request, deposit_id)
    if not depositing.drop(waiting, by=request.membership, at=request.at):
        return _decided(request, waiting)
    messages.success(request, _("Ce fichier est écarté. Le journal n’a pas changé."))
    return redirect("journal:deposit", waiting.agent_id)


def _deposit(request: CompanyRequest, deposit_id: UUID) -> Deposit:
    found = get_object_or_404(Deposit.objects.of(request.company).select_related("company", "agent__company"), pk=deposit_id)
    agent_of(request, found.agent_id)  # one's own, or nothing
    return found


def _decided(request: CompanyRequest, decided: Deposit) -> HttpResponse:
    messages.info(request, _("Ce fichier a déjà été ajouté ou écarté. Rien n’a été fait deux fois."))
    return redirect("journal:deposit", decided.agent_id)


def _shown(waiting: Deposit, fresh: Sequence[Reported]) -> list[Shown]:
    own = words_of(waiting.agent)
    kinds = [(one, meaning(one.tool, one.type, own).type) for one in fresh]
    return [Shown(one.occurred_at, ICONS.get(Type(kind), ""), TONES[Outcome(one.outcome)], _words(one, kind)) for one, kind in kinds]


def _words(one: Reported, kind: str) -> str:
    """As the journal will say it."""
    account = masked_account(one.account)
    whom = f"{one.payee} ({account})" if one.payee and account else one.payee or account
    return line(Facts(kind, one.outcome, one.target, whom, one.amount_cents, one.currency, one.count))

"""Accounts that agents sign in with: noted, tied, untied, edited, closed."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory import services
from inventory.actions import accounts as actions
from inventory.charge import charge_of, demand_end, may_on
from inventory.forms.accounts import AccountForm, AttachForm, RotatedForm
from inventory.models import Connection
from inventory.queries import accounts as queries
from inventory.queries.agent_page import accounts_of, told
from inventory.queries.words import company_words
from inventory.rules.rotation import rotation_due
from inventory.views.shared import agent_of, connection_of, form_page, today
from lib.words import cleaned

WORDS_LIMIT = 100
MENDING, CLOSED = "a-corriger", "fermes"


@require_safe
@page(Ability.READ)
def company_accounts(request: CompanyRequest) -> HttpResponse:
    """Every account of the company: by service, or those to mend first, or those that are closed."""
    words = cleaned(request.GET.get("q", "").replace("\0", ""))[:WORDS_LIMIT]
    order = order if (order := request.GET.get("tri", "")) in (MENDING, CLOSED) else ""
    rows = queries.listed(request.company, search=words, is_closed=order == CLOSED, today=today(request))
    if order == MENDING:
        rows.sort(key=lambda row: row.weight)
    shown = Paginator(rows, queries.PAGE_SIZE).get_page(request.GET.get("page"))
    values = {
        "section": "agents",
        "page": shown,
        "rows": _with_users(request, list(shown)),
        "words": words,
        "order": order,
        "tabs": [("", _("Par service")), (MENDING, _("À corriger d’abord")), (CLOSED, _("Fermés"))],
        "is_empty": not Connection.objects.of(request.company).exists(),
    }
    return render(request, "inventory/company_accounts.html", values)


def _with_users(request: CompanyRequest, rows: Sequence[queries.AccountRow]) -> list[tuple[queries.AccountRow, list[tuple[UUID, str]]]]:
    users = queries.users_of(request.company, [row.account for row in rows])
    return [(row, users.get(row.account.pk, [])) for row in rows]


@require_safe
@page(Ability.EDIT_INVENTORY)
def accounts(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    attach = AttachForm(company=request.company, agent=shown)
    values = {
        "section": "agents",
        "agent": shown,
        "accounts": accounts_of(request.company, shown),
        "attach": attach,
        "has_others": attach.fields["connection"].queryset.exists(),  # type: ignore[attr-defined]
    }
    return render(request, "inventory/accounts.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def add(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    form = AccountForm(request.POST or None, today=today(request))
    if form.is_valid():
        connection = actions.note_for(shown, form.account(), by=request.membership, at=request.at)
        messages.success(request, _("Le compte %(account)s est rattaché à l’agent.") % {"account": connection})
        return redirect("inventory:accounts", agent_id)
    return _page(request, form, _("Noter un compte"), (reverse("inventory:accounts", args=[agent_id]), _("Comptes utilisés")))


@require_POST
@page(Ability.EDIT_INVENTORY)
def attach(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    form = AttachForm(request.POST, company=request.company, agent=shown)
    if form.is_valid():
        actions.attach(shown, form.cleaned_data["connection"], by=request.membership, at=request.at)
        messages.success(request, _("Le compte %(account)s est rattaché à l’agent.") % {"account": form.cleaned_data["connection"]})
    else:
        messages.error(request, _("Choisissez un compte de la liste."))
    return redirect("inventory:accounts", agent_id)


@require_POST
@page(Ability.EDIT_INVENTORY)
def detach(request: CompanyRequest, agent_id: UUID, connection_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    connection = get_object_or_404(Connection.objects.of(request.company).select_related("company"), pk=connection_id)
    if actions.detach(shown, connection, by=request.membership, at=request.at):
        messages.success(
            request, _("L’agent n’utilise plus le compte %(account)s. Retirez aussi l’accès dans le service.") % {"account": connection}
        )
    return redirect("inventory:accounts", agent_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def edit(request: CompanyRequest, connection_id: UUID) -> HttpResponse:
    connection = connection_of(request, connection_id)
    form = AccountForm(request.POST or None, today=today(request), connection=connection)
    if form.is_valid():
        if actions.edit(connection, form.account(), by=request.membership, at=request.at):
            messages.success(request, _("Le compte est à jour."))
        return redirect("inventory:account", connection_id)
    back = (reverse("inventory:account", args=[connection_id]), str(connection))
    return _page(request, form, _("Modifier le compte"), back)


@require_safe
@page(Ability.READ)
def account(request: CompanyRequest, connection_id: UUID) -> HttpResponse:
    connection, day, words = connection_of(request, connection_id), today(request), company_words(request.company)
    uses = connection.uses.select_related("agent").order_by("agent__name")
    values = {
        "section": "agents",
        "connection": connection,
        "facts": queries.brief(connection, day),
        "gaps": () if connection.closed_at else queries.gaps_of(connection, words, day),
        "is_late": not connection.closed_at and rotation_due(connection.rotated_on, connection.rotation_days, day),
        "rotation": RotatedForm(today=day),
        "uses": uses,
        "advice": services.revoke_advice(connection.service, words),
        "history": told(connection.pk),
        "may_edit": may_on(request, connection),
        "may_close": charge_of(request).may_end(connection),
    }
    return render(request, "inventory/account.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def close(request: CompanyRequest, connection_id: UUID) -> HttpResponse:
    connection = connection_of(request, connection_id)
    demand_end(request, connection)
    if request.method != "POST":
        uses = connection.uses.select_related("agent").order_by("agent__name")
        advice = connection.revoke_where or services.revoke_advice(connection.service, company_words(request.company))
        values = {"section": "agents", "connection": connection, "uses": uses, "advice": advice}
        return render(request, "inventory/account_close.html", values)
    if actions.close(connection, by=request.membership, at=request.at):
        messages.success(request, _("Le compte %(account)s est noté comme fermé.") % {"account": connection})
    return redirect("inventory:account", connection_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def rotated(request: CompanyRequest, connection_id: UUID) -> HttpResponse:
    """« J’ai changé ce secret »: today, or the day that is written."""
    connection = connection_of(request, connection_id)
    form = RotatedForm(request.POST if request.method == "POST" else None, today=today(request))
    if form.is_valid():
        if actions.rotated(connection, on=form.cleaned_data["rotated_on"], by=request.membership, at=request.at):
            messages.success(request, _("C’est noté. Une erreur se corrige par «\u00a0Modifier\u00a0»."))
        else:
            messages.info(request, _("Rien n’a changé\u00a0: ce jour est déjà noté, ou le compte est fermé."))
        return redirect("inventory:account", connection_id)
    back = (reverse("inventory:account", args=[connection_id]), str(connection))
    return form_page(request, form, title=_("Vous avez changé ce secret"), back=back, submit=_("Noter ce changement"))


def _page(request: CompanyRequest, form: AccountForm, title: str, back: tuple[str, str]) -> HttpResponse:
    return form_page(
        request, form, title=title, back=back, template="inventory/account_form.html", services=queries.suggested(request.company)
    )

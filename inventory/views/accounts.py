"""Accounts that agents sign in with: noted, tied, untied, edited, closed."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory import services
from inventory.actions import accounts as actions
from inventory.forms.accounts import AccountForm, AttachForm
from inventory.models import Connection
from inventory.queries.agent_page import accounts_of, told
from inventory.views.shared import agent_of, connection_of, form_page


@require_GET
@page(Ability.READ)
def company_accounts(request: CompanyRequest) -> HttpResponse:
    """Every account of the company, with how many agents use it."""
    listed = Connection.objects.of(request.company).annotate(agents=Count("uses")).order_by("service", "identifier")
    values = {"section": "agents", "open": listed.filter(closed_at=None), "closed": listed.exclude(closed_at=None)}
    return render(request, "inventory/company_accounts.html", values)


@require_GET
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


@require_http_methods(["GET", "POST"])
@page(Ability.EDIT_INVENTORY)
def add(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    form = AccountForm(request.POST or None)
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
    shown, connection = agent_of(request, agent_id), connection_of(request, connection_id)
    if actions.detach(shown, connection, by=request.membership, at=request.at):
        messages.success(
            request, _("L’agent n’utilise plus le compte %(account)s. Retirez aussi l’accès dans le service.") % {"account": connection}
        )
    return redirect("inventory:accounts", agent_id)


@require_http_methods(["GET", "POST"])
@page(Ability.EDIT_INVENTORY)
def edit(request: CompanyRequest, connection_id: UUID) -> HttpResponse:
    connection = connection_of(request, connection_id)
    form = AccountForm(request.POST or None, connection=connection)
    if form.is_valid():
        if actions.edit(connection, form.account(), by=request.membership, at=request.at):
            messages.success(request, _("Le compte est à jour."))
        return redirect("inventory:account", connection_id)
    back = (reverse("inventory:account", args=[connection_id]), str(connection))
    return _page(request, form, _("Modifier le compte"), back)


@require_GET
@page(Ability.READ)
def account(request: CompanyRequest, connection_id: UUID) -> HttpResponse:
    connection = connection_of(request, connection_id)
    second = {True: "Active", False: "Non", None: "À préciser"}[connection.has_second_factor]
    facts = [
        ("Identifiant", connection.identifier or "À préciser"),
        ("À qui il est", connection.get_ownership_display() if connection.ownership else "À préciser"),
        ("Comment on s’y connecte", connection.get_sign_in_display() if connection.sign_in else "À préciser"),
        ("Double vérification", second),
        ("Où est gardé le secret", connection.secret_place or "À préciser"),
    ]
    uses = connection.uses.select_related("agent").order_by("agent__name")
    values = {
        "section": "agents",
        "connection": connection,
        "facts": facts,
        "uses": uses,
        "advice": services.revoke_advice(connection.service),
        "history": told(connection.pk),
    }
    return render(request, "inventory/account.html", values)


@require_http_methods(["GET", "POST"])
@page(Ability.EDIT_INVENTORY)
def close(request: CompanyRequest, connection_id: UUID) -> HttpResponse:
    connection = connection_of(request, connection_id)
    if request.method == "GET":
        uses = connection.uses.select_related("agent").order_by("agent__name")
        advice = connection.revoke_where or services.revoke_advice(connection.service)
        values = {"section": "agents", "connection": connection, "uses": uses, "advice": advice}
        return render(request, "inventory/account_close.html", values)
    if actions.close(connection, by=request.membership, at=request.at):
        messages.success(request, _("Le compte %(account)s est noté comme fermé.") % {"account": connection})
    return redirect("inventory:account", connection_id)


def _page(request: CompanyRequest, form: AccountForm, title: str, back: tuple[str, str]) -> HttpResponse:
    return form_page(request, form, title=title, back=back, template="inventory/account_form.html", services=services.names())

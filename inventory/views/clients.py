"""The clients the company works for (art. 30.2): the list, one of them, their end, a whole list at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CompanyRequest, page, takes_file
from accounts.enums import Ability
from inventory.actions import parties as actions
from inventory.charge import charge_of
from inventory.forms.parties import ClientForm, ClientListForm
from inventory.models import Client
from inventory.queries import clients as queries
from inventory.queries.agent_page import told
from inventory.rules.client_lists import name_key, to_text
from inventory.views.shared import form_page
from lib.words import cleaned

WORDS_LIMIT = 100
TAKEN = "Un autre client porte déjà ce nom."


@require_safe
@page(Ability.READ)
def clients(request: CompanyRequest) -> HttpResponse:
    words = cleaned(request.GET.get("q", "").replace("\0", ""))[:WORDS_LIMIT]
    is_past = request.GET.get("etat") == "anciens"
    listed = Paginator(queries.found(request.company, words, is_past=is_past), queries.PAGE_SIZE).get_page(request.GET.get("page"))
    values = {
        "section": "register",
        "rows": queries.rows_of(request.company, list(listed)),
        "page": listed,
        "words": words,
        "is_past": is_past,
        "is_empty": not listed and not Client.objects.of(request.company).exists(),
    }
    return render(request, "inventory/clients.html", values)


@require_safe
@page(Ability.READ)
def client(request: CompanyRequest, client_id: UUID) -> HttpResponse:
    shown = _client(request, client_id)
    values = {"section": "register", "row": queries.rows_of(request.company, [shown])[0], "client": shown, "history": told(shown.pk)}
    values["mine"] = charge_of(request).sheets()
    return render(request, "inventory/client.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def new(request: CompanyRequest) -> HttpResponse:
    form = ClientForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if name_key(form.told().name) in actions.known_names(request.company):
            form.add_error("name", TAKEN)
        else:
            made = actions.note_client(request.company, **vars(form.told()), by=request.membership, at=request.at)
            messages.success(request, _("Le client est dans votre liste."))
            return redirect("inventory:client", made.pk)
    return form_page(request, form, title=_("Ajouter un client"), back=_back(), submit=_("Ajouter"), section="register")


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def edit(request: CompanyRequest, client_id: UUID) -> HttpResponse:
    changed = _client(request, client_id)
    form = ClientForm(request.POST if request.method == "POST" else None, client=changed)
    if form.is_valid():
        try:
            if actions.edit_client(changed, form.told(), by=request.membership, at=request.at):
                messages.success(request, _("Le client est à jour."))
            return redirect("inventory:client", client_id)
        except actions.NameTaken:
            form.add_error("name", TAKEN)
    back = (reverse("inventory:client", args=[client_id]), _("Le client"))
    return form_page(request, form, title=_("Modifier ce client"), back=back, section="register")


@require_POST
@page(Ability.EDIT_INVENTORY)
def end(request: CompanyRequest, client_id: UUID) -> HttpResponse:
    if actions.end_client(_client(request, client_id), by=request.membership, at=request.at):
        messages.success(request, _("C’est noté. Les fiches gardent ce que vous avez fait pour lui."))
    return redirect("inventory:client", client_id)


@require_POST
@page(Ability.EDIT_INVENTORY)
def restore(request: CompanyRequest, client_id: UUID) -> HttpResponse:
    if actions.restore_client(_client(request, client_id), by=request.membership, at=request.at):
        messages.success(request, _("Il est de nouveau dans votre liste."))
    return redirect("inventory:client", client_id)


@takes_file
@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def listing(request: CompanyRequest) -> HttpResponse:
    """A list is read, shown, then added with one press. Nothing is added by sending it."""
    form = ClientListForm(request.POST, request.FILES) if request.method == "POST" else ClientListForm()
    if not form.is_valid():
        values: dict[str, Any] = {
            "template": "inventory/client_list.html",
            "lead": _("Un fichier ou un texte\u00a0: vous vérifiez avant l’ajout."),
        }
        return form_page(
            request, form, title=_("Ajouter une liste de clients"), back=_back(), submit=_("Lire la liste"), section="register", **values
        )
    if "confirmed" in request.POST:
        many = actions.note_clients(request.company, form.found.clients, by=request.membership, at=request.at)
        said = ngettext("%(many)d client est ajouté.", "%(many)d clients sont ajoutés.", many) % {"many": many}
        messages.success(request, said if many else _("Ils étaient déjà tous dans votre liste."))
        return redirect("inventory:clients")
    known = actions.known_names(request.company)
    added = [one for one in form.found.clients if name_key(one.name) not in known]
    values = {
        "section": "register",
        "added": added,
        "known": [one for one in form.found.clients if name_key(one.name) in known],
        "refused": form.found.refused,
        "listed": to_text(added),
    }
    return render(request, "inventory/client_list_read.html", values)


def _client(request: CompanyRequest, client_id: UUID) -> Client:
    return get_object_or_404(Client.objects.of(request.company).select_related("company"), pk=client_id)


def _back() -> tuple[str, str]:
    return reverse("inventory:clients"), _("Mes clients")

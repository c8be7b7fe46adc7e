"""A wrangler file over HTTP: send it, read what it says, take it or not. Between the two the page itself carries the names, signed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import CompanyRequest, page, takes_file
from accounts.enums import Ability
from inventory.actions import wrangler as actions
from inventory.forms.surroundings import WranglerForm
from inventory.importers.structured import MAX_BYTES, TOO_BIG
from inventory.importers.unreadable import Unreadable
from inventory.importers.wrangler import Binding, Wrangler, from_plain, parse, to_plain
from inventory.models import Agent
from inventory.queries.surroundings import grouped_bindings
from inventory.rules.words import shortened
from inventory.views.shared import agent_of
from lib.leaked_keys import looks_like_secret
from lib.words import on_one_line

DEFAULT_NAME = "wrangler.toml"
KEPT_SECONDS = 3600


@page(Ability.EDIT_INVENTORY)
@require_http_methods(["GET", "HEAD", "POST"])
@takes_file
def start(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    form = WranglerForm(request.POST, request.FILES) if request.method == "POST" else WranglerForm()
    if form.is_valid():
        chosen = form.cleaned_data["file"]
        try:
            return _preview(request, shown, _read(chosen), _file_name(chosen.name))
        except Unreadable as refused:
            form.add_error("file", str(refused))
    return render(request, "inventory/wrangler.html", {"section": "agents", "agent": shown, "form": form})


@require_POST
@page(Ability.EDIT_INVENTORY)
def take(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    shown = agent_of(request, agent_id)
    try:
        told = signing.loads(request.POST.get("reading", ""), salt=_salt(request, shown), max_age=KEPT_SECONDS)
        found, name, seen = from_plain(told["found"]), told["file"], told["seen"]
    except signing.BadSignature:
        messages.warning(request, _("Cette lecture est trop ancienne. Déposez le fichier de nouveau."))
        return redirect("inventory:wrangler", agent_id)
    try:
        if actions.take(shown, found, name, seen=seen, by=request.membership, at=request.at):
            messages.success(request, _("Le fichier %(file)s est repris.") % {"file": name})
        else:
            messages.info(request, _("Tout est déjà noté\u00a0: rien n’a été écrit deux fois."))
    except actions.ChangedMeanwhile:
        messages.warning(request, _("L’agent a changé depuis votre lecture. Relisez les changements."))
        return _preview(request, shown, found, name)
    return redirect("inventory:surroundings", agent_id)


def _read(chosen: Any) -> Wrangler:
    """Refused by its size before anything reads it. Raises Unreadable."""
    if chosen.size is None or chosen.size > MAX_BYTES:
        raise Unreadable(TOO_BIG)
    return parse(chosen.read())


def _preview(request: CompanyRequest, shown: Agent, found: Wrangler, name: str) -> HttpResponse:
    wanted = actions.compared(shown, found)
    reading = {"found": to_plain(found), "file": name, "seen": wanted.fingerprint}
    values = {
        "section": "agents",
        "agent": shown,
        "file": name,
        "found": found,
        "changes": wanted,
        "parts": [
            (_("Ce qui est nouveau"), grouped_bindings(wanted.added)),
            (_("Ce qui change"), grouped_bindings(_moved(before, after) for before, after in wanted.moved)),
            (_("Ce qui n’est plus dans le fichier, et sera retiré"), grouped_bindings(wanted.left)),
        ],
        "reading": signing.dumps(reading, salt=_salt(request, shown), compress=True),
    }
    return render(request, "inventory/wrangler_preview.html", values)


def _moved(before: Binding, after: Binding) -> Binding:
    """For the eye: « devis-neuf (avant : devis-pdf) »."""
    return replace(after, target=_("%(after)s (avant\u00a0: %(before)s)") % {"after": after.target or "–", "before": before.target or "–"})


def _salt(request: CompanyRequest, shown: Agent) -> str:
    """A reading is good for this person and this agent only."""
    return f"wrangler:{request.company.pk}:{shown.pk}:{request.membership.pk}"


def _file_name(name: str) -> str:
    plain = shortened(on_one_line(name.replace("\0", "")), 100)
    return plain if plain and not looks_like_secret(plain) else DEFAULT_NAME

"""« Sauvegardes »: how the last one went, where they lie, the phrase that opens them. State for every owner; the phrase only where one
company has the machine for itself."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from accounts.views.drafts import posted
from governance.backups import due, folder, renewing, state
from governance.backups.forms import PhraseForm
from lib.wake import wake

SHOWN = 12


@page(Ability.EDIT_COMPANY)
@require_safe
def page_of_backups(request: CompanyRequest) -> HttpResponse:
    key, copies = state.key(), folder.copies(Path(settings.BACKUPS))
    context = {
        "key": key,
        "state": state.state(),
        "newest": copies[0] if copies else None,
        "copies": copies[:SHOWN],
        "is_late": key is not None and due.is_late(key, request.at),
        "may_keep": due.may_keep(),
        "folder": settings.BACKUPS,
        "second": settings.BACKUPS_COPY,
        "is_on_one_disk": folder.is_on_the_data_disk(settings.BACKUPS) and settings.BACKUPS_COPY is None,
        "section": "account",
    }
    return render(request, "governance/backups.html", context)


@require_POST
@page(Ability.EDIT_COMPANY)
def now(request: CompanyRequest) -> HttpResponse:
    _keeper_only()
    wake("governance.backup_now")
    messages.success(request, _("La sauvegarde commence. Elle apparaîtra ici dans une minute ou deux."))
    return redirect("backups")


@require_POST
@page(Ability.EDIT_COMPANY, fresh=True)
@never_cache
def phrase(request: CompanyRequest) -> HttpResponse:
    _keeper_only()
    try:
        made = renewing.renew(instead_of=request.POST.get("instead_of", ""), by=request.actor, at=request.at)
    except renewing.AlreadyRenewed:
        messages.warning(request, _("Une phrase vient déjà d’être faite. Si vous ne l’avez pas sur papier, faites-en une nouvelle."))
        return redirect("backups")
    wake("governance.backup_now")
    return render(request, "governance/backup_phrase.html", {"phrase": made, "made_at": request.at, "section": "account"})


@page(Ability.EDIT_COMPANY)
@sensitive_post_parameters("phrase")
@never_cache
def check_phrase(request: CompanyRequest) -> HttpResponse:
    _keeper_only()
    if state.key() is None:
        return redirect("backups")
    form = PhraseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if renewing.check(form.cleaned_data["phrase"], by=request.actor, at=request.at):
            messages.success(request, _("C’est la bonne phrase. Rangez le papier hors de cette pièce."))
            return redirect("backups")
        form.add_error("phrase", _("Ce n’est pas la phrase d’aujourd’hui, peut-être une plus ancienne. Au besoin, faites-en une nouvelle."))
    return render(request, "governance/backup_check.html", {"form": form, "section": "account"})


def _keeper_only() -> None:
    if not due.may_keep():
        raise Http404

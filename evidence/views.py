"""« Dossiers de preuves »: a period is chosen, a worker prepares, the file is taken away after a fresh code."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import confirming, sessions
from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from accounts.preparing import KEPT
from evidence import actions, keeping
from evidence.forms import PeriodForm
from evidence.models import Dossier
from evidence.rules import suggested
from inventory.rules.days import company_day

REFRESH_SECONDS = 2
SHOWN = 50


@page(Ability.EXPORT_RECORD)
@require_safe
def dossiers(request: CompanyRequest) -> HttpResponse:
    today = _today(request)
    _words, first, last = suggested(today)[0]
    form = PeriodForm(initial={"first_on": first, "last_on": last}, today=today)
    return _list(request, form)


@require_POST
@page(Ability.EXPORT_RECORD, fresh=True)
def ask(request: CompanyRequest) -> HttpResponse:
    form = PeriodForm(request.POST, today=_today(request))
    if not form.is_valid():
        return _list(request, form)
    told = form.cleaned_data
    asked = actions.ask(request.company, told["first_on"], told["last_on"], by=request.membership, at=request.at)
    return redirect("evidence:dossier", asked.pk)


@page(Ability.EXPORT_RECORD)
@require_safe
def dossier(request: CompanyRequest, dossier_id: UUID) -> HttpResponse:
    found = _dossier(request, dossier_id)
    context = {"section": "register", "dossier": found, "until": found.ready_at and found.ready_at + KEPT}
    answer = render(request, "evidence/dossier.html", context)
    if found.is_under_way:
        answer["Refresh"] = str(REFRESH_SECONDS)  # a header: the page asks for itself again, without JavaScript
    return answer


@require_POST
@page(Ability.EXPORT_RECORD)
def cancel(request: CompanyRequest, dossier_id: UUID) -> HttpResponse:
    if actions.cancel(_dossier(request, dossier_id), by=request.actor, at=request.at):
        messages.success(request, _("La préparation est annulée."))
    else:
        messages.info(request, _("Cette préparation était déjà finie."))
    return redirect("evidence:dossier", dossier_id)


@page(Ability.EXPORT_RECORD)
@require_safe
def download(request: CompanyRequest, dossier_id: UUID) -> HttpResponseBase:
    found = _dossier(request, dossier_id)
    path = keeping.path_of(found)
    if not found.is_there or not path.exists():
        raise Http404
    if not sessions.has_just_proven(request, request.at):
        return confirming.ask(request.path.removesuffix("fichier/"))
    actions.note_download(found, by=request.actor, at=request.at)
    name = f"preuves-{request.company.slug}-{found.first_on}-{found.last_on}.zip"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


@require_POST
@page(Ability.EXPORT_RECORD)
def delete(request: CompanyRequest, dossier_id: UUID) -> HttpResponse:
    if keeping.delete(_dossier(request, dossier_id), by=request.actor, at=request.at):
        messages.success(request, _("Le fichier est supprimé. Sa ligne reste dans la liste."))
    return redirect("evidence:dossier", dossier_id)


def _list(request: CompanyRequest, form: PeriodForm) -> HttpResponse:
    asked = list(Dossier.objects.of(request.company).order_by("-number")[:SHOWN])
    context = {"section": "register", "dossiers": asked, "form": form, "suggested": suggested(_today(request))}
    return render(request, "evidence/dossiers.html", context, status=422 if form.errors else 200)


def _today(request: CompanyRequest) -> date:
    return company_day(request.at, request.company.time_zone)


def _dossier(request: CompanyRequest, dossier_id: UUID) -> Dossier:
    return get_object_or_404(Dossier.objects.of(request.company), pk=dossier_id)

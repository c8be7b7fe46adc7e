"""« Exporter le journal »: asked after a fresh code, prepared by a worker, followed here, downloaded after a fresh code too."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import archiving, confirming, sessions
from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from ledger import archives
from ledger.models import Archive

REFRESH_SECONDS = 2


@require_POST
@page(Ability.EXPORT_RECORD, fresh=True)
def ask(request: CompanyRequest) -> HttpResponse:
    archive = archives.ask(request.company.pk, request.company.name, by=request.actor, at=request.at)
    return redirect("accounts:record_export", archive.pk)


@page(Ability.EXPORT_RECORD)
@require_safe
def export(request: CompanyRequest, archive_id: UUID) -> HttpResponse:
    found = _archive(request, archive_id)
    context = {"section": "record", "archive": found, "until": found.ready_at and found.ready_at + archives.KEPT}
    answer = render(request, "accounts/record_export.html", context)
    if found.is_under_way:
        answer["Refresh"] = str(REFRESH_SECONDS)  # a header: the page asks for itself again, without JavaScript
    return answer


@require_POST
@page(Ability.EXPORT_RECORD)
def cancel(request: CompanyRequest, archive_id: UUID) -> HttpResponse:
    if archives.cancel(_archive(request, archive_id), by=request.actor, at=request.at):
        messages.success(request, _("La préparation est annulée."))
    else:
        messages.info(request, _("Cette préparation était déjà finie."))
    return redirect("accounts:record_export", archive_id)


@page(Ability.EXPORT_RECORD)
@require_safe
def download(request: CompanyRequest, archive_id: UUID) -> HttpResponseBase:
    found = _archive(request, archive_id)
    path = archiving.path_of(found)
    if not found.is_there or not path.exists():
        raise Http404
    if not sessions.has_just_proven(request, request.at):
        return confirming.ask(request.path.removesuffix("fichier/"))
    archives.note_download(found, by=request.actor, at=request.at)
    name = f"journal-{request.company.slug}-{found.number}-{timezone.localdate(found.asked_at)}.zip"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


@require_POST
@page(Ability.EXPORT_RECORD)
def delete(request: CompanyRequest, archive_id: UUID) -> HttpResponse:
    if archiving.delete(_archive(request, archive_id), by=request.actor, at=request.at):
        messages.success(request, _("Le fichier est supprimé. Sa ligne reste dans la liste."))
    return redirect("accounts:record_export", archive_id)


def _archive(request: CompanyRequest, archive_id: UUID) -> Archive:
    return get_object_or_404(Archive.objects.filter(company_id=request.company.pk), pk=archive_id)

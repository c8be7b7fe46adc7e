"""« Le journal scellé »: its lines, what proves them, and a check on demand."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CompanyRequest, page
from accounts.departing import outside_of
from accounts.enums import Ability
from accounts.factors import qr_svg
from accounts.sealing import ask_check
from accounts.views.keeping import loss_now
from ledger import archives
from ledger.keeping import standing_holds
from ledger.queries import Line, newest
from ledger.seals import seal_of
from lib.dates import day_in, french_date

A_PAGE = 50
ARCHIVES_SHOWN = 10
REFRESH_SECONDS = 2


@page(Ability.READ_RECORD)
def sealed_record(request: CompanyRequest) -> HttpResponse:
    before = request.GET.get("avant", "")
    start = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = newest(A_PAGE + 1, start)
    lines, more = found[:A_PAGE], len(found) > A_PAGE
    told = [shown(line, request.company.time_zone) for line in lines]
    context = {"lines": told, "older": lines[-1].seq if more else None, "start": start, "holds": standing_holds(request.company.pk)}
    return render(request, "accounts/record.html", {**context, "section": "record"})


@page(Ability.READ_RECORD)
def proof(request: CompanyRequest) -> HttpResponse:
    seal = seal_of(request.company.pk)
    kept = archives.newest(request.company.pk, ARCHIVES_SHOWN) if request.may(Ability.EXPORT_RECORD) else []
    qr = qr_svg(seal.line, _("Le point de contrôle, en code QR")) if seal.line else ""
    context = {"section": "record", "seal": seal, "archives": kept, "outside": outside_of(request.company), "qr": qr}
    context["loss"] = loss_now(request) if request.may(Ability.EDIT_COMPANY) else None
    answer = render(request, "accounts/record_proof.html", context)
    if seal.under_way:
        answer["Refresh"] = str(REFRESH_SECONDS)  # a header: the page asks for itself again, without JavaScript
    return answer


@require_POST
@page(Ability.READ_RECORD)
def check(request: CompanyRequest) -> HttpResponse:
    ask_check(request.company, by=request.actor, at=request.at)
    messages.success(request, _("La vérification du journal commence."))
    return redirect("accounts:record_proof")


def shown(line: Line, zone: str = "Europe/Paris") -> dict[str, object]:
    """As templates/components/timeline.html takes it."""
    icon = {"person": "user-round", "agent": "bot"}.get(line.by_kind, "server")
    if line.erased_at:
        gone = {"sentence": line.sentence, "day": french_date(day_in(zone, line.erased_at))}
        line = replace(line, sentence=_("%(sentence)s, le %(day)s.") % gone)
    return {"at": line.at, "icon": icon, "tone": "off", "text": line.sentence, "more": _("Ligne %(number)s") % {"number": line.seq + 1}}

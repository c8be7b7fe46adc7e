"""« Le registre à une date »: the register of any past evening on screen, one of its sheets, and what changed between two days."""

import json
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory.models import Processing
from inventory.rules.days import company_day
from register import past, queries
from register.book import Extent, Level, Part, RegisterBook, to_json
from register.comparing import compare
from register.forms import BetweenForm, DayForm
from register.rules import standing
from register.views import SHEETS_A_PAGE


@page(Ability.READ)
@require_safe
def register(request: CompanyRequest) -> HttpResponse:
    """The choice of a day; with one, the register of that evening. Today is the register itself."""
    form = DayForm(request.GET if "le" in request.GET else None, **_days(request))
    if not form.is_valid():
        return _page(request, "past", {"form": form})
    day = form.cleaned_data["le"]
    if day == _today(request):
        return redirect("register:register")
    book = _book(request, day)
    sheets = Paginator(book.sheets, SHEETS_A_PAGE).get_page(request.GET.get("page"))
    values = {
        "form": form,
        "day": day,
        "book": book,
        "sheets": sheets,
        "rows": queries.shown(sheets),
        "obligatory": book.count(Level.OBLIGATORY),
        "to_confirm": book.count(Level.CONFIRM),
    }
    return _page(request, "past", values)


@page(Ability.READ)
@require_safe
def sheet(request: CompanyRequest, processing_id: UUID) -> HttpResponse:
    processing = get_object_or_404(Processing.objects.of(request.company), pk=processing_id)
    form = DayForm(request.GET, **_days(request))
    if not form.is_valid():
        return redirect("register:past")
    day = form.cleaned_data["le"]
    if day == _today(request):
        return redirect("register:sheet", processing_id)
    sheets = _book(request, day, Extent(Part.PROCESSING, str(processing.pk), str(processing))).sheets
    if not sheets:
        messages.info(request, _("Cette fiche n’existait pas encore ce jour-là."))
        return redirect("register:sheet", processing_id)
    return _page(request, "past_sheet", {"day": day, "sheet": sheets[0], "standing": standing(sheets[0].missing)})


@page(Ability.READ)
@require_safe
def comparison(request: CompanyRequest) -> HttpResponse:
    """From one evening to another, or to now."""
    form = BetweenForm(request.GET if "du" in request.GET else None, **_days(request))
    if not form.is_valid():
        return _page(request, "past_comparison", {"form": form})
    older, newer = form.days()
    told = compare(*(json.loads(to_json(_book(request, day))) for day in (older, newer)))
    values = {"form": form, "older": older, "newer": newer, "is_now": newer == _today(request), "comparison": told}
    return _page(request, "past_comparison", values)


def _book(request: CompanyRequest, day: date, extent: Extent | None = None) -> RegisterBook:
    moment = past.moment_of(request.company, day, request.at)
    return past.read(request.company, moment, request.at, extent=extent or Extent())


def _days(request: CompanyRequest) -> dict[str, date]:
    return {"first": past.first_day(request.company), "today": _today(request)}


def _today(request: CompanyRequest) -> date:
    return company_day(request.at, request.company.time_zone)


def _page(request: CompanyRequest, name: str, values: dict[str, object]) -> HttpResponse:
    return render(request, f"register/{name}.html", {"section": "register", **_days(request), **values})

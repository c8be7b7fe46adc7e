"""The rights of several agents side by side, and all of them as a file for a spreadsheet."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory.charge import charge_of
from inventory.enums import Sensitivity, Verb
from inventory.queries import comparison as queries
from inventory.views.shared import today
from lib.tables import csv_file


@require_safe
@page(Ability.READ)
def compare(request: CompanyRequest) -> HttpResponse:
    """Eight agents a page: those that are ticked, or all of them."""
    filters = queries.Filters(
        verb=_among(request.GET.get("verbe", ""), Verb.values),
        sensitivity=_among(request.GET.get("sensibilite", ""), Sensitivity.values),
        is_doubtful="revoir" in request.GET,
    )
    chosen, everyone = queries.columns(request.company, _keys(request.GET.getlist("agent")))
    listed = Paginator(chosen, queries.COLUMNS).get_page(request.GET.get("page"))
    agents = list(listed)
    values = {
        "section": "agents",
        "page": listed,
        "agents": agents,
        "everyone": everyone,
        "ticked": sum(is_ticked for *_, is_ticked in everyone),
        "groups": queries.side_by_side(request.company, agents, filters, today(request)),
        "span": len(agents) + 1,
        "filters": filters,
        "verbs": Verb.choices,
        "mine": charge_of(request).agents(),
        "sensitivities": [(one.value, one.label) for one in Sensitivity if one.value],
    }
    return render(request, "inventory/rights_compare.html", values)


@require_safe
@page(Ability.READ)
def as_csv(request: CompanyRequest) -> HttpResponse:
    """Every right, current and ended, with its dates, its causes and who decided."""
    day = today(request)
    data = csv_file.write(queries.TITLES, queries.as_rows(request.company, day))
    name = f"droits-{request.company.slug}-{day:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


def _among(value: str, known: Iterable[str]) -> str:
    return value if value in known else ""


def _keys(texts: Iterable[str]) -> Iterator[UUID]:
    """What can be read as a key; anything else is nobody's."""
    for text in texts:
        try:
            yield UUID(text)
        except ValueError:
            continue

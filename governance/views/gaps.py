"""« Ce qu’il manque » of the company: one list, each line with the page that mends it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import CompanyRequest, page
from accounts.away import today_of
from accounts.enums import Ability
from accounts.models import Company, Membership
from accounts.queries import stood_for
from governance import gap_groups
from governance.gap_groups import Sort
from governance.gaps import things_of
from inventory.charge import charge_of
from inventory.rules.gaps import LEVEL_WORDS, Level

ROWS_A_PAGE = 50
TONES = {Level.OBLIGATORY: "stop", Level.MEND: "watch", Level.CONFIRM: "watch", Level.RECOMMENDED: "info"}
BY_QUESTION = "question"


@page(Ability.READ)
@require_safe
def gaps(request: CompanyRequest) -> HttpResponse:
    people = _people(request.company)
    person = next((pk for pk, _name in people if str(pk) == request.GET.get("personne")), None)
    level = next((one for one in Level if one.value == request.GET.get("niveau")), None)
    is_by_object = request.GET.get("par") != BY_QUESTION
    things = gap_groups.of_people(things_of(request.company, request.at), _answering(request, person))
    listing = (gap_groups.by_object if is_by_object else gap_groups.by_question)(things, level)
    shown = Paginator(listing, ROWS_A_PAGE).get_page(request.GET.get("page"))
    counted = gap_groups.counted(things)
    context: dict[str, Any] = {
        "section": "gaps",
        "page": shown,
        "groups": gap_groups.groups(list(shown), is_by_object=is_by_object),
        "is_by_object": is_by_object,
        "levels": [("", _("Tout"), sum(counted.values())), *((one.value, LEVEL_WORDS[one], counted[one]) for one in Level if counted[one])],
        "level": level.value if level else "",
        "people": people,
        "person": person,
        "share": gap_groups.shared(things),
        "sorts": gap_groups.SORT_WORDS,
        "mine": _mine(request, [row.thing for row in shown]),
        "words": {one.value: (TONES[one], LEVEL_WORDS[one]) for one in Level},
    }
    return render(request, "governance/gaps.html", context)


def _answering(request: CompanyRequest, person: UUID | None) -> frozenset[UUID] | None:
    """This person, and whoever they stand in for today; None: everybody."""
    if person is None:
        return None
    member = Membership.objects.of(request.company).select_related("company").get(pk=person)
    return stood_for(member, today_of(request.company, request.at))


def _mine(request: CompanyRequest, things: Iterable[gap_groups.Thing]) -> frozenset[str]:
    """What whoever looks may mend: ids."""
    charge = charge_of(request)
    own = {Sort.AGENT: charge.agents(), Sort.ACCOUNT: charge.accounts(), Sort.SHEET: charge.sheets()}
    may = {Sort.COMPANY: request.may(Ability.EDIT_COMPANY), Sort.IMPORT: request.may(Ability.IMPORT_REGISTER)}
    return frozenset(thing.id for thing in things if (UUID(thing.id) in own[thing.sort] if thing.sort in own else may[thing.sort]))


def _people(company: Company) -> list[tuple[UUID, str]]:
    """Those who may answer for an agent. One query."""
    return list(Membership.objects.of(company).current().order_by("user__name").values_list("pk", "user__name"))

"""« Qui peut faire quoi », and what each role may: read only, and printed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import CompanyRequest, page, signed_page
from accounts.enums import ABILITIES, OF_ONES_AGENTS, Ability, Role
from accounts.role_words import ABILITY_WORDS, ROLE_WORDS
from governance.powers import powers

ALL, OWN, SAID, NONE = "all", "own", "said", "none"  # every agent, one's own, what was said, nothing


@page(Ability.READ)
@require_safe
def who_may(request: CompanyRequest) -> HttpResponse:
    """Everybody of the company reads it; how people sign in is for those who manage them."""
    found = powers(request.company, request.at)
    return render(request, "governance/powers.html", {"section": "team", "powers": found})


@signed_page
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """The table of accounts.enums in words."""
    rows = [(words, [_extent(role, ability) for role in Role]) for ability, words in ABILITY_WORDS.items()]
    heads = [role.label.split(" (")[0] for role in Role]
    context = {
        "section": "team",
        "roles": [(role.label, ROLE_WORDS[role]) for role in Role],
        "heads": heads,
        "rows": [(words, list(zip(heads, extents, strict=True))) for words, extents in rows],
    }
    return render(request, "governance/roles.html", context)


def _extent(role: Role, ability: Ability) -> str:
    if ability not in ABILITIES[role]:
        return NONE
    if ability == Ability.DECIDE and role != Role.OWNER:
        return SAID
    return OWN if ability in OF_ONES_AGENTS.get(role, ()) else ALL

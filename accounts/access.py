"""Who reaches a page. A view says which ability it needs; lacking it is a 404, like an object of another company."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase

from accounts.confirming import detour
from accounts.crossing import is_crossed, refusal
from accounts.enums import Ability
from accounts.models import Company, Membership, User
from ledger.entries import Actor
from lib.prepared import Asked, Row

View = Callable[..., HttpResponseBase]
Asks = Callable[..., Asked]
log = logging.getLogger(__name__)


class May:
    """`request.may(Ability.STOP)` in code, `request.may.stop` in a template."""

    do_not_call_in_templates = True

    def __init__(self, membership: Membership | None) -> None:
        self._membership = membership

    def __call__(self, ability: Ability) -> bool:
        return self._membership is not None and self._membership.may(ability)

    def __getitem__(self, name: str) -> bool:
        return self(Ability(name))


class CompanyRequest(HttpRequest):
    """A request behind the second factor, as the middleware leaves it."""

    user: User
    at: datetime
    company: Company
    membership: Membership
    companies: list[tuple[UUID, str]]
    actor: Actor
    may: May
    ability: Ability  # what the page being answered needs
    ahead: list[Row] | None  # what its view asks first, see `page`


def page(ability: Ability, *, fresh: bool = False, asks: Asks | None = None) -> Callable[[View], View]:
    """A company's page, for those whose role has this ability. `fresh`: what it sends waits for a code of less than five minutes. `asks`:
    of a company and what the address names, answered as `request.ahead` in the round trip that opens the company."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: CompanyRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.may(ability):
                log.warning("%s lacks %s: %s", request.user.pk, ability, request.path)
                raise Http404
            request.ability = ability
            asked = _after_a_code(request) if fresh and request.method == "POST" else None
            return asked or view(request, *args, **kwargs)

        guarded.gf_ability, guarded.gf_fresh, guarded.gf_asks = ability, fresh, asks  # type: ignore[attr-defined]
        return guarded

    return guard


def _after_a_code(request: CompanyRequest) -> HttpResponseBase | None:
    """What waited for the code may be of the company one was in before."""
    return detour(request) or (refusal(request) if is_crossed(request) else None)


def signed_page(view: View) -> View:
    """A page of the person, not of a company: second factor needed, role not."""
    view.gf_signed = True  # type: ignore[attr-defined]
    return view


def open_page(view: View) -> View:
    """One of the few pages reachable before the second factor."""
    view.gf_open = True  # type: ignore[attr-defined]
    return view


def takes_file(view: View) -> View:
    """A page to which a file may be sent; the others take a form's worth of text."""
    view.gf_takes_file = True  # type: ignore[attr-defined]
    return view

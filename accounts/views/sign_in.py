"""Sign-in: password, then code. One sentence for every refusal, whoever is asked for."""

from django.contrib import messages
from django.contrib.auth import authenticate
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import sessions
from accounts.access import CompanyRequest, open_page
from accounts.actions.proving import Outcome
from accounts.actions.remembering import recognised, remember
from accounts.actions.telling import actor_of, tell
from accounts.boundary import all_companies, companies_of
from accounts.confirming import own_path
from accounts.forms.people import RememberForm, SignInForm
from accounts.models import Passkey, RecoverySheet, RememberedDevice, User
from accounts.passkeys import are_possible
from accounts.queries import factors_of, person_of, unused_codes
from accounts.views.drafts import posted
from accounts.views.locks import (
    TOO_MANY,
    crowded_until,
    device_token,
    is_known,
    keep_token,
    lock_out_page,
    locked_until,
    remember_browser,
    try_again,
)
from accounts.views.proofs import proof_form, refuse, shown, try_proof
from ledger.entries import SYSTEM
from ledger.enums import Kind

__all__ = ["code", "lock_out_page", "sign_in", "sign_out"]


@open_page
@sensitive_post_parameters("password")
def sign_in(request: CompanyRequest) -> HttpResponse:
    if request.user.is_authenticated and request.user.is_verified():  # type: ignore[attr-defined]
        return redirect("home")
    if not all_companies():
        return redirect("accounts:setup_code")
    form = SignInForm(posted(request))
    onward = own_path(request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "POST" and form.is_valid():
        user = check_password(request, form, form.cleaned_data["email"])
        if user is None:
            return _even(_page(request, form, onward))
        sessions.half_open(request, user, request.at)
        request.session[sessions.NEXT] = onward
        known = recognised(user, device_token(request), at=request.at)
        return come_in(request, user, Outcome(known)) if known else redirect("accounts:code")
    return _page(request, form, onward)


@open_page
def code(request: CompanyRequest) -> HttpResponse:
    user = request.user
    if not user.is_authenticated:
        return redirect("accounts:sign_in")
    if user.is_verified():  # type: ignore[attr-defined]
        return redirect("home")
    if not sessions.is_waiting(request, request.at):
        sessions.close(request)
        messages.info(request, _("Dix minutes ont passé. Recommencez par votre mot de passe."))
        return redirect("accounts:sign_in")
    return _code_page(request, User.objects.get(pk=user.pk))


@open_page
@require_POST
def sign_out(request: CompanyRequest) -> HttpResponse:
    if request.user.is_authenticated:
        if request.user.is_verified():  # type: ignore[attr-defined]
            tell(request.user, Kind.SIGNIN, "signin.closed", by=actor_of(request.user), at=request.at)
        sessions.close(request)
    messages.success(request, _("Votre session est fermée."))
    response = redirect("accounts:sign_in")
    response.headers["Clear-Site-Data"] = '"storage"'  # not "cookies": the mark of a known browser stays
    return response


def check_password(request: CompanyRequest, form: Form, email: str) -> User | None:
    """The person, or None with one same sentence on the form. django-axes counts; Django hashes something for an unknown address too."""
    until = crowded_until(request, email, request.at)
    if until is None:
        user = authenticate(request, email=email, password=form.cleaned_data["password"])
        if isinstance(user, User):
            return user
        until = locked_until(request, email, request.at)
        _tell_refusal(request, email, is_locked=until is not None)
    form.add_error(None, try_again(until, request.at) if until else _("L’adresse e-mail ou le mot de passe n’est pas le bon."))
    request.gf_status = TOO_MANY if until else 403  # type: ignore[attr-defined]
    return None


def _tell_refusal(request: CompanyRequest, email: str, *, is_locked: bool) -> None:
    """A try that counted is sealed; those made during a lock are not, or anybody could fill the record."""
    was_locked = getattr(request, "axes_locked_out", False) and not getattr(request, "axes_failures_since_start", 0)
    if (known := person_of(email)) and not was_locked:
        tell(known, Kind.SIGNIN, "signin.locked" if is_locked else "signin.refused", by=SYSTEM, at=request.at)


def _code_page(request: CompanyRequest, user: User) -> HttpResponse:
    factors, status = factors_of(user.pk), 200
    form = proof_form(request, factors)
    if request.method == "POST" and form.is_valid():
        outcome = try_proof(request, user, form)
        if outcome.device:
            response = come_in(request, user, outcome)
            return _remembered(request, response, user) if "remember" in request.POST else response
        status = refuse(form, outcome, request)
    context = shown(request, form, factors) | {"remember": RememberForm(posted(request))}
    return render(request, "accounts/code.html", context, status=status)


def _remembered(request: CompanyRequest, response: HttpResponse, user: User) -> HttpResponse:
    return keep_token(response, remember(user, sessions.device_of(request) or _("appareil inconnu"), at=request.at))


def come_in(request: CompanyRequest, user: User, outcome: Outcome) -> HttpResponse:
    """Everything was right: say it in the record, and open the session."""
    onward = own_path(request.session.pop(sessions.NEXT, "")) or reverse(_landing(user))
    device = outcome.device
    if not is_known(request, user.email):
        words = sessions.device_of(request) or _("inconnu")
        tell(user, Kind.SIGNIN, "signin.new_device", by=actor_of(user), at=request.at, device=words)
    if isinstance(device, RecoverySheet):
        left = unused_codes(user.pk).count()
        tell(user, Kind.SIGNIN, "signin.opened_with_paper", by=actor_of(user), at=request.at, left=str(left))
        said = ngettext("Il vous reste %(left)s code imprimé.", "Il vous reste %(left)s codes imprimés.", left)
        messages.info(request, said % {"left": left})
    elif isinstance(device, Passkey | RememberedDevice):
        act = "signin.opened_with_passkey" if isinstance(device, Passkey) else "signin.opened_remembered"
        tell(user, Kind.SIGNIN, act, by=actor_of(user), at=request.at, device=device.name)
    else:
        tell(user, Kind.SIGNIN, "signin.opened", by=actor_of(user), at=request.at)
    if device:
        sessions.open_fully(request, device, request.at)
        sessions.take_place(request, [str(company) for company, _name in companies_of(user)])
    return remember_browser(redirect(onward), user.email)


def _landing(user: User) -> str:
    """Who looks after several companies begins with all of them."""
    return "cabinet" if len(companies_of(user)) > 1 else "home"


def _page(request: CompanyRequest, form: SignInForm, onward: str) -> HttpResponse:
    return render(
        request,
        "accounts/sign_in.html",
        {"form": form, "next": onward, "has_passkeys": are_possible()},
        status=getattr(request, "gf_status", 200),
    )


def _even(response: HttpResponse) -> HttpResponse:
    """For accounts.middleware.Sessions, which then waits."""
    response.gf_even = True  # type: ignore[attr-defined]
    return response

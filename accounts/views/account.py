"""« Mon compte »: name, password, second factors, sessions. Changes of factor ask for a code first."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import login as verify

from accounts import sessions
from accounts.access import CompanyRequest, signed_page
from accounts.actions.factors import LastAuthenticator, NewFactor, add_authenticator, remove_authenticator, replace_sheet
from accounts.actions.people import change_password, end_sessions, rename
from accounts.actions.proving import try_code, try_password
from accounts.actions.telling import actor_of
from accounts.factors import new_key, new_sheet
from accounts.forms.people import AppNameForm, ChangePasswordForm, KeptForm, NameForm
from accounts.models import Authenticator, RecoverySheet, User
from accounts.queries import factors_of
from accounts.views.drafts import Draft, posted
from accounts.views.enrol import drawn, proven_step
from accounts.views.locks import TOO_MANY, try_again
from accounts.views.sign_in import code_form, own_path, refuse_code

View = Callable[..., HttpResponseBase]


def person(request: CompanyRequest) -> User:
    """The row itself, not Django's lazy stand-in."""
    return User.objects.get(pk=request.user.pk)


def after_a_code(view: View) -> View:
    """A code must have been asked less than five minutes ago."""

    @wraps(view)
    def guarded(request: CompanyRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if sessions.has_just_proven(request, request.at):
            return view(request, *args, **kwargs)
        onward = request.path if request.method == "GET" else reverse("accounts:account")
        return redirect(f"{reverse('accounts:verification')}?next={onward}")

    return signed_page(guarded)


@signed_page
def account(request: CompanyRequest) -> HttpResponse:
    user = person(request)
    form = NameForm(posted(request), initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        rename(user, form.cleaned_data["name"], at=request.at)
        messages.success(request, _("Votre nom est enregistré."))
        return redirect("accounts:account")
    return _page(request, "account", {"form": form, "factors": factors_of(user.pk), "person": user})


@signed_page
@sensitive_post_parameters("password", "new_password")
def password(request: CompanyRequest) -> HttpResponse:
    user, status = person(request), 200
    form = ChangePasswordForm(posted(request), person=user)
    if request.method == "POST" and form.is_valid():
        refused = try_password(user, form.cleaned_data["password"], at=request.at)
        if refused is None:
            change_password(user, form.hashed, at=request.at)
            update_session_auth_hash(request, user)
            messages.success(request, _("Votre mot de passe est changé. Vos autres sessions sont fermées."))
            return redirect("accounts:account")
        until = refused.blocked_until
        status = TOO_MANY if until else 403
        form.add_error("password", try_again(until, request.at) if until else _("Ce n’est pas votre mot de passe actuel."))
    return _page(request, "password", {"form": form}, status)


@signed_page
def verification(request: CompanyRequest) -> HttpResponse:
    """A code, asked again before a change of factor."""
    user, status = person(request), 200
    factors = factors_of(user.pk)
    onward = own_path(request.GET.get("next", "")) or reverse("accounts:account")
    form = code_form(request, bool(factors.apps))
    if request.method == "POST" and form.is_valid():
        outcome = try_code(user, form.cleaned_data["code"], at=request.at)
        if outcome.device:
            sessions.prove(request, request.at)
            return redirect(onward)
        status = refuse_code(form, outcome, request)
    return _page(request, "verification", {"form": form, "factors": factors, "onward": onward, "is_paper": "papier" in request.GET}, status)


@after_a_code
def add_app(request: CompanyRequest) -> HttpResponse:
    draft, user = Draft(request, "new_app"), person(request)
    key = draft.secret("key") or draft.keep_secret("key", new_key())
    form = AppNameForm(posted(request))
    if request.method == "POST" and form.is_valid():
        step = proven_step(form, key, request)
        if step is not None:
            factor = NewFactor(key=key, last_step=step, name=form.cleaned_data["name"])
            app = add_authenticator(user, factor, by=actor_of(user), at=request.at)
            draft.clear()
            verify(request, app)
            messages.success(request, _("Votre application est ajoutée. Elle vous sera demandée à la prochaine connexion."))
            return redirect("accounts:account")
    return _page(request, "app_new", {"form": form} | drawn(key, user.email))


@after_a_code
def remove_app(request: CompanyRequest, pk: UUID) -> HttpResponse:
    user = person(request)
    app = Authenticator.objects.filter(user=user, pk=pk).first()
    if app is None:
        raise Http404
    if request.method == "POST":
        return _removed(request, user, app)
    return _page(request, "app_removal", {"app": app})


@after_a_code
def new_codes(request: CompanyRequest) -> HttpResponse:
    draft, user = Draft(request, "new_codes"), person(request)
    if request.method == "POST" and "codes" not in draft:  # a second click: nobody has seen codes made now
        return redirect("accounts:account")
    shown = draft.secret("codes") or draft.keep_secret("codes", new_sheet())
    form = KeptForm(posted(request))
    if request.method == "POST" and form.is_valid():
        sheet = replace_sheet(user, shown, by=actor_of(user), at=request.at)
        draft.clear()
        _stay(request, user, sheet)
        messages.success(request, _("Vos nouveaux codes sont actifs. Les anciens ne servent plus."))
        return redirect("accounts:account")
    return _page(request, "codes_new", {"form": form, "codes": shown, "email": user.email})


@signed_page
@require_POST
def end_all(request: CompanyRequest) -> HttpResponse:
    user = person(request)
    end_sessions(user, by=actor_of(user), at=request.at)
    sessions.close(request)
    messages.success(request, _("Toutes vos sessions sont fermées, celle-ci comprise."))
    return redirect("accounts:sign_in")


def _removed(request: CompanyRequest, user: User, app: Authenticator) -> HttpResponse:
    try:
        remove_authenticator(user, app.pk, at=request.at)
    except LastAuthenticator:
        messages.warning(request, _("C’est votre seule application de codes. Ajoutez-en une autre avant de la retirer."))
    else:
        _stay(request, user, Authenticator.objects.filter(user=user).first())
        messages.success(request, _("L’application est retirée."))
    return redirect("accounts:account")


def _stay(request: CompanyRequest, user: User, device: Authenticator | RecoverySheet | None) -> None:
    """The factor this session was opened with may be gone: it now stands on another one of the same person."""
    verified: Any = request.user
    model = type(verified.otp_device)
    if device and not model.objects.filter(pk=verified.otp_device.pk, user=user).exists():
        verify(request, device)


def _page(request: CompanyRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"accounts/{name}.html", {"section": "account", **context}, status=status)

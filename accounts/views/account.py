"""« Mon compte »: name, password, second factors, sessions. Changes of factor ask for a code first."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
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
from accounts.actions.factors import LastFactor, NewFactor, add_authenticator, remove_factor, replace_sheet
from accounts.actions.people import change_password, end_other_sessions, end_session, end_sessions, rename
from accounts.actions.proving import try_password
from accounts.actions.remembering import forget_device
from accounts.actions.telling import actor_of
from accounts.confirming import NUMBER, SentAgain, Waiting, ask, detour, own_path
from accounts.factors import new_key, new_sheet
from accounts.forms.people import AppNameForm, ChangePasswordForm, KeptForm, NameForm
from accounts.models import Authenticator, Factor, Passkey, User
from accounts.passkeys import are_possible
from accounts.queries import factors_of, remembered_of, sessions_of
from accounts.views.absences import listed
from accounts.views.drafts import Draft, posted
from accounts.views.enrol import drawn, proven_step
from accounts.views.locks import TOO_MANY, try_again
from accounts.views.proofs import proof_form, refuse, shown, try_proof

View = Callable[..., HttpResponseBase]


def person(request: CompanyRequest) -> User:
    """The row itself, not Django's lazy stand-in."""
    return User.objects.get(pk=request.user.pk)


def after_a_code(view: View) -> View:
    """A code must have been asked less than five minutes ago, even to look: keys and codes are shown."""

    @wraps(view)
    def guarded(request: CompanyRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            return detour(request) or view(request, *args, **kwargs)
        return view(request, *args, **kwargs) if sessions.has_just_proven(request, request.at) else ask(request.path)

    guarded.gf_fresh = True  # type: ignore[attr-defined]
    return signed_page(guarded)


@signed_page
def account(request: CompanyRequest) -> HttpResponse:
    user = person(request)
    form = NameForm(posted(request), initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        rename(user, form.cleaned_data["name"], at=request.at)
        messages.success(request, _("Votre nom est enregistré."))
        return redirect("accounts:account")
    open_ones = sessions_of(user.pk, at=request.at, idle=timedelta(seconds=settings.IDLE_SECONDS))
    context = {"form": form, "factors": factors_of(user.pk), "person": user, "sessions": open_ones, "has_passkeys": are_possible()}
    context["absences"] = listed(request, request.membership) if request.membership else []
    context["remembered"] = remembered_of(user.pk, at=request.at)
    return _page(request, "account", context)


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
    """« Confirmer que c’est vous »: a code, asked again; then what waited is done, or the page is shown."""
    user, status = person(request), 200
    factors, waiting = factors_of(user.pk), Waiting(request, request.GET.get(NUMBER, ""))
    onward = own_path(request.GET.get("next", "")) or reverse("accounts:account")
    form = proof_form(request, factors)
    if request.method == "POST" and form.is_valid():
        outcome = try_proof(request, user, form)
        if outcome.device:
            sessions.prove(request, request.at)
            return SentAgain(waiting.address) if waiting.path else redirect(onward)
        status = refuse(form, outcome, request)
    query = urlencode({NUMBER: waiting.number} if waiting.number else {"next": onward})
    context = shown(request, form, factors) | {"waiting": waiting, "query": f"{query}&"}
    return _page(request, "verification", context, status)


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
        return removed(request, user, app)
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
def forget_one(request: CompanyRequest, pk: UUID) -> HttpResponse:
    forget_device(person(request), pk, at=request.at)
    messages.success(request, _("Un code sera de nouveau demandé sur cet appareil."))
    return redirect("accounts:account")


@signed_page
@require_POST
def end_one(request: CompanyRequest, number: UUID) -> HttpResponse:
    end_session(person(request), number, at=request.at)
    messages.success(request, _("La session est fermée."))
    return redirect("accounts:account")


@signed_page
@require_POST
def end_others(request: CompanyRequest) -> HttpResponse:
    end_other_sessions(person(request), but=request.session.row_key, at=request.at)  # type: ignore[attr-defined]
    messages.success(request, _("Vos autres sessions sont fermées."))
    return redirect("accounts:account")


@signed_page
@require_POST
def end_all(request: CompanyRequest) -> HttpResponse:
    user = person(request)
    end_sessions(user, by=actor_of(user), at=request.at)
    sessions.close(request)
    messages.success(request, _("Toutes vos sessions sont fermées, celle-ci comprise."))
    return redirect("accounts:sign_in")


def removed(request: CompanyRequest, user: User, factor: Authenticator | Passkey) -> HttpResponse:
    """Take an app or a passkey away, and say so."""
    try:
        remove_factor(user, type(factor), factor.pk, at=request.at)
    except LastFactor:
        messages.warning(request, _("C’est votre seul moyen durable d’entrer. Ajoutez-en un autre avant de le retirer."))
    else:
        _stay(request, user, Authenticator.objects.filter(user=user).first() or Passkey.objects.filter(user=user).first())
        messages.success(request, _("C’est retiré."))
    return redirect("accounts:account")


def _stay(request: CompanyRequest, user: User, device: Factor | None) -> None:
    """The factor this session was opened with may be gone: it now stands on another one of the same person."""
    verified: Any = request.user
    model = type(verified.otp_device)
    if device and not model.objects.filter(pk=verified.otp_device.pk, user=user).exists():
        verify(request, device)


def _page(request: CompanyRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"accounts/{name}.html", {"section": "account", **context}, status=status)

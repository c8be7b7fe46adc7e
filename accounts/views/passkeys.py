"""Passkeys: sign in with one alone, add one, remove one. The device answers a question that the page carries; forms do the rest."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts import passkeys, sessions
from accounts.access import CompanyRequest, open_page
from accounts.actions.factors import AlreadyKept, add_passkey
from accounts.actions.proving import Outcome, passkey_of
from accounts.confirming import own_path
from accounts.forms.passkeys import NewPasskeyForm, PasskeyForm
from accounts.models import Passkey
from accounts.queries import factors_of
from accounts.views import questions
from accounts.views.account import after_a_code, person, removed
from accounts.views.drafts import posted
from accounts.views.proofs import keep, refuse, take_challenge
from accounts.views.sign_in import come_in


@open_page
def enter(request: CompanyRequest) -> HttpResponse:
    """Without a password: the device holds the key, and knows its person by a finger, a face or a PIN."""
    if not passkeys.are_possible():
        raise Http404
    if request.user.is_authenticated:
        return redirect("accounts:code")
    form, status = PasskeyForm(posted(request)), 200
    onward = own_path(request.GET.get("next", ""))
    if request.method == "POST" and form.is_valid():
        challenge, asked_at = questions.held(request, request.at)
        found = passkey_of(form.cleaned_data["passkey"], challenge, at=request.at, asked_at=asked_at)
        if found:
            sessions.half_open(request, found.user, request.at)
            request.session[sessions.NEXT] = onward
            return questions.let_go(come_in(request, found.user, Outcome(found)))
        status = refuse(form, Outcome(None), request)
    asked = passkeys.ask_for_one()
    page = render(request, "accounts/passkey_sign_in.html", {"form": form, "options": asked.options, "next": onward}, status=status)
    return questions.hold(page, asked, request.at)


@after_a_code
def add(request: CompanyRequest) -> HttpResponse:
    if not passkeys.are_possible():
        raise Http404
    user, form = person(request), NewPasskeyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = passkeys.made_from(form.cleaned_data["passkey"], take_challenge(request))
            add_passkey(user, made, name=form.cleaned_data["name"], at=request.at)
        except (passkeys.Refused, AlreadyKept):
            refuse(form, Outcome(None), request)
        else:
            messages.success(request, _("Votre clé d’accès est ajoutée. Elle vous sera proposée à la prochaine connexion."))
            return redirect("accounts:account")
    known = [one.credential_id for one in factors_of(user.pk).passkeys]
    options = keep(request, passkeys.ask_for_new(user.email, user.name, known))
    return render(request, "accounts/passkey_new.html", {"section": "account", "form": form, "options": options})


@after_a_code
def remove(request: CompanyRequest, pk: UUID) -> HttpResponse:
    user = person(request)
    passkey = Passkey.objects.filter(user=user, pk=pk).first()
    if passkey is None:
        raise Http404
    if request.method == "POST":
        return removed(request, user, passkey)
    return render(request, "accounts/passkey_removal.html", {"section": "account", "passkey": passkey})

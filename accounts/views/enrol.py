"""Make a first second factor, in three pages: which one, the passkey or app, the codes. Shared by set-up and one-time links."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import passkeys
from accounts.access import CompanyRequest
from accounts.actions.factors import NewFactor
from accounts.actions.proving import Outcome
from accounts.factors import matching_step, new_key, new_sheet, otpauth, qr_svg, spaced_key
from accounts.forms.passkeys import PasskeyForm
from accounts.forms.people import CodeForm, KeptForm, WayForm
from accounts.views.drafts import Draft, posted
from accounts.views.proofs import keep, refuse, take_challenge

PROVEN_BY = {"app": "last_step", "passkey": "passkey", "paper": "way"}  # the answer that says a way was gone to its end


@dataclass(frozen=True)
class Flow:
    """Who is enrolled and what happens at the end; `name` is the draft's and the prefix of the url names."""

    name: str
    first: int
    steps: int
    email: Callable[[CompanyRequest], str]
    finish: Callable[[CompanyRequest, NewFactor], HttpResponse]
    back: str

    def url(self, page: str) -> str:
        return reverse(f"accounts:{self.name}_{page}")


def way(request: CompanyRequest, flow: Flow) -> HttpResponse:
    draft = Draft(request, flow.name)
    form = WayForm(posted(request), initial={"way": draft.get("way", "app")}, has_passkeys=passkeys.are_possible())
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["way"]
        draft.set(way=chosen)
        return redirect(flow.url(chosen if chosen in ("app", "passkey") else "codes"))
    context = {"form": form, "step": flow.first, "steps": flow.steps, "back_url": reverse(flow.back)}
    return render(request, "accounts/factor_way.html", context)


def app(request: CompanyRequest, flow: Flow) -> HttpResponse:
    draft = Draft(request, flow.name)
    if draft.get("way") != "app":
        return redirect(flow.url("way"))
    key = draft.secret("key") or draft.keep_secret("key", new_key())
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        step = proven_step(form, key, request)
        if step is not None:
            draft.set(last_step=step)
            return redirect(flow.url("codes"))
    context = {"form": form, "step": flow.first + 1, "steps": flow.steps, "back_url": flow.url("way")}
    return render(request, "accounts/factor_app.html", context | drawn(key, flow.email(request)))


def passkey(request: CompanyRequest, flow: Flow) -> HttpResponse:
    draft = Draft(request, flow.name)
    if draft.get("way") != "passkey":
        return redirect(flow.url("way"))
    form, email = PasskeyForm(posted(request)), flow.email(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = passkeys.made_from(form.cleaned_data["passkey"], take_challenge(request))
        except passkeys.Refused:
            refuse(form, Outcome(None), request)
        else:
            draft.set(passkey=asdict(made))
            return redirect(flow.url("codes"))
    options = keep(request, passkeys.ask_for_new(email, email, ()))
    context = {"form": form, "options": options, "step": flow.first + 1, "steps": flow.steps, "back_url": flow.url("way")}
    return render(request, "accounts/factor_passkey.html", context)


def codes(request: CompanyRequest, flow: Flow) -> HttpResponse:
    draft = Draft(request, flow.name)
    chosen = draft.get("way", "")
    is_paper = chosen == "paper"
    if PROVEN_BY.get(chosen, "way") not in draft:
        return redirect(flow.url(chosen if chosen in ("app", "passkey") else "way"))
    shown = draft.secret("codes") or draft.keep_secret("codes", new_sheet())
    form = KeptForm(posted(request))
    form.fields["kept"].required = is_paper
    if request.method == "POST" and form.is_valid():
        return flow.finish(request, _proven(draft, shown))
    context = {
        "form": form,
        "codes": shown,
        "is_paper": is_paper,
        "email": flow.email(request),
        "step": flow.steps - is_paper,  # the page of the app was not needed
        "steps": flow.steps - is_paper,
        "back_url": flow.url("way"),
    }
    return render(request, "accounts/factor_codes.html", context)


def _proven(draft: Draft, shown: list[str]) -> NewFactor:
    """What was chosen last, not what was tried before."""
    match draft.get("way"):
        case "app":
            return NewFactor(key=draft.secret("key") or "", last_step=draft.get("last_step", -1), codes=shown)
        case "passkey":
            return NewFactor(passkey=passkeys.NewPasskey(**draft.get("passkey")), codes=shown)
    return NewFactor(codes=shown)


def proven_step(form: CodeForm, key: str, request: CompanyRequest) -> int | None:
    """The step of the code typed, or None with a sentence on the form."""
    digits = "".join(form.cleaned_data["code"].split())
    step = matching_step(key, digits, at=request.at, after=-1)
    if step is None:
        form.add_error("code", _("Ce code n’est pas le bon. Attendez le suivant, et vérifiez que l’heure du téléphone est juste."))
    return step


def drawn(key: str, email: str) -> dict[str, Any]:
    """What the page of the app shows."""
    return {"qr": qr_svg(otpauth(key, email), _("Code QR à photographier avec l’application")), "key": spaced_key(key)}

"""Make a first second factor, in three pages: which one, the app, the codes. Shared by set-up and one-time links."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import CompanyRequest
from accounts.actions.factors import NewFactor
from accounts.factors import matching_step, new_key, new_sheet, otpauth, qr_svg, spaced_key
from accounts.forms.people import CodeForm, KeptForm, WayForm
from accounts.views.drafts import Draft, posted


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
    form = WayForm(posted(request), initial={"way": draft.get("way", "app")})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["way"]
        draft.set(way=chosen)
        return redirect(flow.url("app" if chosen == "app" else "codes"))
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


def codes(request: CompanyRequest, flow: Flow) -> HttpResponse:
    draft = Draft(request, flow.name)
    is_paper = draft.get("way") == "paper"
    if not is_paper and (draft.get("way") != "app" or "last_step" not in draft):
        return redirect(flow.url("app" if draft.get("way") == "app" else "way"))
    shown = draft.secret("codes") or draft.keep_secret("codes", new_sheet())
    form = KeptForm(posted(request))
    form.fields["kept"].required = is_paper
    if request.method == "POST" and form.is_valid():
        key = "" if is_paper else draft.secret("key") or ""
        return flow.finish(request, NewFactor(key=key, last_step=draft.get("last_step", -1), codes=shown))
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

"""« Bienvenue »: the start page of a new installation, behind the one-time code. Once a company exists these pages do not."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import sessions
from accounts.access import CompanyRequest, open_page
from accounts.actions.factors import NewFactor
from accounts.actions.opening import AlreadyOpen, CodeSpent, NewOwner, open_company, try_setup_code
from accounts.actions.telling import actor_of, tell
from accounts.boundary import all_companies
from accounts.forms.people import NewCompanyForm, OwnerForm, SetupCodeForm
from accounts.views import enrol
from accounts.views.drafts import Draft, posted
from accounts.views.locks import remember_browser
from ledger.enums import Kind

NAME = "setup"
ORDER = ("code", "company", "owner")  # answers, in the order in which they are asked
STEPS = 5
WRONG_CODE = gettext_lazy("Ce code n’est pas le bon, ou il a plus de 24 heures. Refaites-en un avec «\u00a0manage.py setup_code\u00a0».")
View = Callable[[CompanyRequest], HttpResponseBase]


def after(*needed: str) -> Callable[[View], View]:
    """A page of the set-up: 404 once a company exists; without the answers before it, the first page that misses one."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: CompanyRequest) -> HttpResponseBase:
            if all_companies():
                raise Http404
            draft = Draft(request, NAME)
            missing = next((answer for answer in needed if answer not in draft), None)
            return redirect(f"accounts:setup_{missing}") if missing else view(request)

        return open_page(guarded)

    return guard


@after()
def code(request: CompanyRequest) -> HttpResponse:
    draft = Draft(request, NAME)
    if request.method == "GET" and "code" in draft:
        return redirect(f"accounts:setup_{next((answer for answer in ORDER if answer not in draft), 'way')}")
    form = SetupCodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if found := try_setup_code(form.cleaned_data["code"], at=request.at):
            request.session.cycle_key()
            draft.set(code=str(found))
            return redirect("accounts:setup_company")
        form.add_error("code", WRONG_CODE)
    return render(request, "accounts/setup_code.html", {"form": form}, status=403 if form.errors else 200)


@after("code")
def company(request: CompanyRequest) -> HttpResponse:
    draft = Draft(request, NAME)
    form = NewCompanyForm(posted(request), initial=draft.get("company"))
    if request.method == "POST" and form.is_valid():
        draft.set(company=form.cleaned_data)
        return redirect("accounts:setup_owner")
    return _step(request, form, 1, _("Quelle entreprise protégez-vous\u00a0?"), "")


@after("code", "company")
def owner(request: CompanyRequest) -> HttpResponse:
    draft = Draft(request, NAME)
    told = draft.get("owner", {})
    initial = {"name": told.get("name"), "email": told.get("email")}
    form = OwnerForm(posted(request), initial=initial, own_words=(draft.get("company")["name"],))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        draft.set(owner={"name": given["name"], "email": given["email"], "password": form.hashed})
        return redirect("accounts:setup_way")
    return _step(request, form, 2, _("Et vous, qui êtes-vous\u00a0?"), reverse("accounts:setup_company"))


@after(*ORDER)
def way(request: CompanyRequest) -> HttpResponse:
    return enrol.way(request, FLOW)


@after(*ORDER)
def app(request: CompanyRequest) -> HttpResponse:
    return enrol.app(request, FLOW)


@after(*ORDER)
def passkey(request: CompanyRequest) -> HttpResponse:
    return enrol.passkey(request, FLOW)


@after(*ORDER)
def codes(request: CompanyRequest) -> HttpResponse:
    return enrol.codes(request, FLOW)


def finish(request: CompanyRequest, factor: NewFactor) -> HttpResponse:
    """Everything is made here, or nothing."""
    draft = Draft(request, NAME)
    try:
        opened = open_company(UUID(draft.get("code")), draft.get("company"), NewOwner(**draft.get("owner")), factor, at=request.at)
    except AlreadyOpen as error:
        raise Http404 from error
    except CodeSpent:
        draft.clear()
        messages.warning(request, _("Ce code d’ouverture n’est plus valable. Refaites-en un, puis recommencez\u00a0: rien n’a été créé."))
        return redirect("accounts:setup_code")
    draft.clear()
    sessions.half_open(request, opened.user, request.at)
    sessions.open_fully(request, opened.device, request.at)
    sessions.prove(request, request.at)
    tell(opened.user, Kind.SIGNIN, "signin.opened", by=actor_of(opened.user), at=request.at)
    messages.success(request, _("Votre dossier est ouvert. Vous pouvez déclarer votre premier agent."))
    return remember_browser(redirect("home"), opened.user.email)


FLOW = enrol.Flow(NAME, 3, STEPS, lambda request: str(Draft(request, NAME).get("owner")["email"]), finish, "accounts:setup_owner")


def _step(request: CompanyRequest, form: NewCompanyForm | OwnerForm, step: int, question: str, back_url: str) -> HttpResponse:
    context = {"form": form, "step": step, "steps": STEPS, "question": question, "back_url": back_url}
    return render(request, "accounts/step.html", context)

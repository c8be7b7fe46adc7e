"""How somebody proves again that they are who they say: a passkey where there is one, else a code of an app, or of paper."""

from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import passkeys
from accounts.access import CompanyRequest
from accounts.actions.proving import Outcome, try_code, try_passkey
from accounts.forms.passkeys import PasskeyForm
from accounts.forms.people import CodeForm, PaperCodeForm
from accounts.models import User
from accounts.queries import Factors
from accounts.views.drafts import posted
from accounts.views.locks import TOO_MANY, try_again

CHALLENGE = "gf_challenge"
ProofForm = PasskeyForm | CodeForm | PaperCodeForm


def proof_form(request: CompanyRequest, factors: Factors) -> ProofForm:
    """A passkey first; `?code=1` and `?papier=1` ask for the other ways."""
    if factors.passkeys and passkeys.are_possible() and not {"code", "papier"} & request.GET.keys():
        return PasskeyForm(posted(request))
    return (CodeForm if factors.apps and "papier" not in request.GET else PaperCodeForm)(posted(request))


def try_proof(request: CompanyRequest, user: User, form: ProofForm) -> Outcome:
    """Check what was given."""
    if isinstance(form, PasskeyForm):
        return try_passkey(user, form.cleaned_data["passkey"], take_challenge(request), at=request.at)
    return try_code(user, form.cleaned_data["code"], at=request.at)


def refuse(form: Form, outcome: Outcome, request: CompanyRequest) -> int:
    """The sentence of a refusal on the form; the status of the page."""
    if outcome.blocked_until:
        form.add_error(None, try_again(outcome.blocked_until, request.at))
        return TOO_MANY
    if isinstance(form, PasskeyForm):
        form.add_error(None, _("La réponse de l’appareil n’est pas la bonne. Réessayez, ou utilisez un code."))
    else:
        form.add_error("code", _("Ce code n’est pas le bon, ou il a déjà servi. Un code d’application change toutes les 30 secondes."))
    return 403


def shown(request: CompanyRequest, form: ProofForm, factors: Factors) -> dict[str, object]:
    """What the page needs; a new question for the device, good for one answer."""
    context: dict[str, object] = {"form": form, "factors": factors, "is_paper": isinstance(form, PaperCodeForm), "options": ""}
    if isinstance(form, PasskeyForm):
        context["options"] = keep(request, passkeys.ask_for_one(one.credential_id for one in factors.passkeys))
    return context


def keep(request: HttpRequest, question: passkeys.Question) -> str:
    """Remember what was asked; the options for the page."""
    request.session[CHALLENGE] = question.challenge
    return question.options


def take_challenge(request: HttpRequest) -> str:
    """Once: an answer does not serve twice."""
    return str(request.session.pop(CHALLENGE, ""))

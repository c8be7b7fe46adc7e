"""« Hors d’ici »: who keeps a copy of the checkpoints, and holding one that was received against the record of today."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CompanyRequest, page
from accounts.actions.proof_copy import TooMany, choose
from accounts.departing import addresses_of
from accounts.enums import Ability
from accounts.forms.proof import CompareForm, CopyForm
from accounts.mailing import is_set_up
from accounts.views.drafts import posted
from ledger.comparing import TooLong, compare
from ledger.keys import KeysUnreadable
from ledger.offline.points import Answer, NoPoint

TONES = {"same": "ok", "restored": "watch", "differs": "watch", "other": "watch", "forged": "stop", "altered": "stop"}


@page(Ability.EDIT_COMPANY, fresh=True)
def copy(request: CompanyRequest) -> HttpResponse:
    kept = request.company.proof_copy_email
    form = CopyForm(posted(request), initial={"address": kept})
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        try:
            is_new = choose(request.company, address, by=request.actor, at=request.at)
        except TooMany:
            messages.warning(request, _("Cette adresse a déjà changé plusieurs fois depuis hier. Réessayez demain."))
            return redirect("accounts:record_copy")
        if is_new:
            told = _("C’est enregistré. Un message prévient %(to)s.") if is_set_up(request.company) else _("C’est enregistré pour %(to)s.")
            messages.success(request, told % {"to": address})
        return redirect("accounts:record_copy")
    context = {
        "form": form,
        "kept": kept,
        "addresses": addresses_of(request.company),
        "is_set_up": is_set_up(request.company),
        "section": "record",
    }
    return render(request, "accounts/record_copy.html", context)


@require_POST
@page(Ability.EDIT_COMPANY, fresh=True)
def removal(request: CompanyRequest) -> HttpResponse:
    if choose(request.company, "", by=request.actor, at=request.at):
        messages.success(request, _("L’adresse est retirée. Un dernier message l’en prévient."))
    return redirect("accounts:record_copy")


@page(Ability.READ_RECORD)
def comparison(request: CompanyRequest) -> HttpResponse:
    form, answer = CompareForm(posted(request)), None
    if request.method == "POST" and form.is_valid():
        try:
            answer = compare(request.company.pk, form.cleaned_data["text"])
        except NoPoint as error:
            form.add_error("text", str(error))
        except TooLong:
            form.add_error(
                "text", _("Le journal est trop long pour cette page. Comparez avec le programme d’un export\u00a0: verifier.py --point.")
            )
        except KeysUnreadable:
            form.add_error("text", _("Le fichier de clés du journal est illisible. Remettez-le depuis une sauvegarde."))
    context = {"form": form, "answer": answer, "tone": _tone(answer), "section": "record"}
    return render(request, "accounts/record_compare.html", context)


def _tone(answer: Answer | None) -> str:
    return TONES[answer.outcome] if answer else ""

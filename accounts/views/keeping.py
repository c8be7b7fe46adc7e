"""How long the record is kept, what holds it back, one line that must go before its term, and a backup that was put back."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from accounts.forms.keeping import LineForm, ReasonForm, TermForm
from accounts.keeping import erase_line
from accounts.sealing import tell_restored
from accounts.views.drafts import posted
from ledger import keeping, purging, restoring
from ledger.checkpoints import RecordBroken
from ledger.enums import Kind
from ledger.keeping import Term
from ledger.keys import KeysUnreadable
from ledger.models import Hold
from ledger.queries import line_of
from ledger.terms import LOGS, months_words
from lib.vocabulary import Term as Word
from lib.vocabulary import vocabulary

SOURCES = {
    **dict.fromkeys(LOGS, "journaux"),
    Kind.PAYMENT: "factures",
    Kind.DECISION: "preuves_approbation",
    Kind.RECORD: "preuves_approbation",
}


@dataclass(frozen=True)
class ShownTerm:
    """How long a class is kept, and where the usual length comes from."""

    term: Term
    source: Word

    @property
    def ref(self) -> str:
        """Without the mark, which the page shows beside it."""
        return self.source.ref.removesuffix(" (à vérifier)")

    @property
    def explanation(self) -> str:
        """Without the name of the file it was read in."""
        return self.source.explanation.replace(" (voir journalisation.json)", "")


@page(Ability.EDIT_COMPANY)
def terms(request: CompanyRequest) -> HttpResponse:
    shown = [ShownTerm(term, source_of(kind)) for kind, term in keeping.terms(request.company.pk).items()]
    context = {"terms": shown, "holds": keeping.standing_holds(request.company.pk), "section": "record"}
    return render(request, "accounts/record_terms.html", context)


@page(Ability.EDIT_COMPANY, fresh=True)
def term(request: CompanyRequest, kind: int) -> HttpResponse:
    if kind not in set(Kind):
        raise Http404
    now = keeping.terms(request.company.pk)[Kind(kind)]
    form, goes = TermForm(posted(request), term=now), None
    if request.method == "POST" and form.is_valid():
        months, why = form.cleaned_data["months"], form.cleaned_data["why"]
        if request.POST.get("seen") == str(months):
            if keeping.change_term(request.company.pk, now.kind, months, why, by=request.actor, at=request.at):
                messages.success(request, _("La durée est changée\u00a0: %(words)s.") % {"words": months_words(months)})
            return redirect("accounts:record_terms")
        goes = what_would_go(request, now, months)
    held = bool(keeping.standing_holds(request.company.pk))
    context = {"form": form, "shown": ShownTerm(now, source_of(now.kind)), "goes": goes, "held": held, "section": "record"}
    return render(request, "accounts/record_term.html", context)


@page(Ability.EDIT_COMPANY, fresh=True)
def hold(request: CompanyRequest) -> HttpResponse:
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if keeping.set_hold(request.company.pk, form.cleaned_data["why"], by=request.actor, at=request.at):
            messages.success(request, _("Plus rien n’est effacé tant que vous ne levez pas cette conservation."))
        return redirect("accounts:record_terms")
    return render(request, "accounts/record_hold.html", {"form": form, "section": "record"})


@page(Ability.EDIT_COMPANY, fresh=True)
def lift(request: CompanyRequest, hold_id: UUID) -> HttpResponse:
    found = get_object_or_404(Hold, company_id=request.company.pk, pk=hold_id)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if keeping.lift_hold(found, form.cleaned_data["why"], by=request.actor, at=request.at):
            messages.success(request, _("La conservation imposée est levée. Ce qui est arrivé à échéance sera effacé demain au plus tard."))
        return redirect("accounts:record_terms")
    return render(request, "accounts/record_hold.html", {"form": form, "hold": found, "section": "record"})


@page(Ability.EDIT_COMPANY, fresh=True)
def erase(request: CompanyRequest) -> HttpResponse:
    asked = LineForm(request.POST if request.method == "POST" else request.GET or None)
    line = line_of(asked.cleaned_data["ligne"] - 1) if asked.is_valid() else None
    if asked.is_valid() and line is None:
        asked.add_error("ligne", _("Aucune ligne ne porte ce numéro."))
    form = ReasonForm(posted(request))
    can = line is not None and purging.kind_of(line.seq) not in (None, Kind.RECORD)
    held = bool(keeping.standing_holds(request.company.pk))
    if request.method == "POST" and line and can and not held and form.is_valid():
        return _erase(request, line.seq, form.cleaned_data["why"])
    context = {"asked": asked, "line": line, "can": can, "held": held, "form": form, "section": "record"}
    return render(request, "accounts/record_erase.html", context)


@page(Ability.EDIT_COMPANY, fresh=True)
def restored(request: CompanyRequest) -> HttpResponse:
    loss = loss_now(request)
    if loss is None:
        raise Http404
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        tell_restored(request.company, why=form.cleaned_data["why"], by=request.actor, at=request.at)
        messages.success(request, _("C’est écrit dans le journal. La signature et une vérification suivent."))
        return redirect("accounts:record_proof")
    context = {"form": form, "loss": loss, "rows": loss.last - loss.first + 1, "section": "record"}
    return render(request, "accounts/record_restored.html", context)


def _erase(request: CompanyRequest, seq: int, why: str) -> HttpResponse:
    """Somebody else may have erased it, or set a hold, while the page was open."""
    try:
        erase_line(request.company.pk, seq, why, by=request.actor, at=request.at)
    except (purging.Held, purging.NotErasable):
        messages.warning(request, _("Rien n’a été effacé\u00a0: quelqu’un a agi entre-temps. Regardez le journal."))
    else:
        messages.success(request, _("Le contenu de la ligne %(number)s est effacé.") % {"number": seq + 1})
    return redirect("accounts:record")


def loss_now(request: CompanyRequest) -> restoring.Loss | None:
    """What the signer remembers and the record no longer holds; None too when that cannot be read, which the check says."""
    try:
        found = restoring.loss_of(request.company.pk)
        return restoring.believed(found) if found else None
    except (RecordBroken, KeysUnreadable):
        return None


def source_of(kind: Kind) -> Word:
    return vocabulary("durees_conservation")[SOURCES.get(kind, "contrats")]


def what_would_go(request: CompanyRequest, now: Term, months: int) -> str:
    """What a new length erases, said before it is saved."""
    wanted = {now.kind: Term(now.kind, months, None)}
    rows = sum(each.rows for each in purging.what_goes(wanted, min(request.at, purging.now())))
    if rows == 0:
        return _("Aucun contenu n’a encore cet âge\u00a0: rien n’est effacé pour l’instant.")
    gone = ngettext("Le contenu de %(rows)d ligne a déjà cet âge.", "Le contenu de %(rows)d lignes a déjà cet âge.", rows) % {"rows": rows}
    return f"{gone} {_('Il sera effacé demain au plus tard, et ne reviendra pas.')}"

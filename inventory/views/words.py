"""The company's vocabularies: lists to look through, words to add, to say otherwise, to set aside, to hold against the law."""

from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import CompanyRequest, View, page
from accounts.enums import Ability
from inventory.actions import words as actions
from inventory.countries import ELSEWHERE
from inventory.forms.words import CheckForm, WordForm
from inventory.queries import word_pages
from inventory.rules.overlay import CompanyTerm
from inventory.rules.vocabularies import BY_SLUG, Vocabulary
from inventory.views.shared import form_page, today

SEARCHED = 100  # characters
GONE = "Ce mot n’existe plus. Quelqu’un l’a supprimé entre-temps."


def still_there(view: View) -> View:
    """A word of the company's own that somebody deletes meanwhile: it is said, on the list."""

    @wraps(view)
    def guarded(request: CompanyRequest, list_name: str, key: str) -> HttpResponseBase:
        try:
            return view(request, list_name, key)
        except actions.UnknownWord:
            messages.error(request, _(GONE))
            return redirect("inventory:vocabulary", list_name)

    return guarded


@page(Ability.READ)
def vocabularies(request: CompanyRequest) -> HttpResponse:
    return render(request, "inventory/vocabularies.html", {"section": "register", "lists": word_pages.all_lists(request.company)})


@page(Ability.READ)
def vocabulary(request: CompanyRequest, list_name: str) -> HttpResponse:
    chosen, searched = _list(list_name), request.GET.get("q", "")[:SEARCHED]
    shown = word_pages.one_list(request.company, chosen, searched, request.GET.get("voir", ""))
    return render(request, "inventory/vocabulary.html", {"section": "register", "shown": shown, "vocabulary": chosen, "searched": searched})


@page(Ability.READ)
def word(request: CompanyRequest, list_name: str, key: str) -> HttpResponse:
    chosen = _list(list_name)
    shown = word_pages.one_word(request.company, chosen, key)
    if shown is None:
        raise Http404
    return render(request, "inventory/word.html", {"section": "register", "shown": shown, "term": shown.term, "vocabulary": chosen})


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_COMPANY)
def add(request: CompanyRequest, list_name: str) -> HttpResponse:
    chosen = _list(list_name)
    if chosen.is_closed:
        raise Http404
    form = WordForm(request.POST if request.method == "POST" else None, vocabulary=chosen)
    if form.is_valid():
        try:
            row = actions.add(request.company, chosen.name, form.said(), code=form.code, by=request.membership, at=request.at)
        except actions.AlreadySaid as error:
            form.add_error("label", _twin(error.term))
        else:
            messages.success(request, _("«\u00a0%(word)s\u00a0» est dans votre liste.") % {"word": row.label})
            return redirect("inventory:vocabulary", list_name)
    back = (reverse("inventory:vocabulary", args=[list_name]), chosen.title)
    return _form(request, form, title=_("Ajouter un mot"), back=back, submit=_("Ajouter"), lead=chosen.title)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_COMPANY)
@still_there
def edit(request: CompanyRequest, list_name: str, key: str) -> HttpResponse:
    chosen, term = _word(request, list_name, key)
    form = WordForm(request.POST if request.method == "POST" else None, vocabulary=chosen, term=term)
    if form.is_valid():
        try:
            actions.reword(request.company, chosen.name, term.code, form.said(), by=request.membership, at=request.at)
        except actions.AlreadySaid as error:
            form.add_error("label", _twin(error.term))
        else:
            messages.success(request, _("Le mot est enregistré. Les fiches le disent ainsi dès maintenant."))
            return redirect("inventory:word", list_name, key)
    return _form(request, form, title=_("Modifier ce mot"), back=_back(list_name, term), term=term)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_COMPANY)
@still_there
def verify(request: CompanyRequest, list_name: str, key: str) -> HttpResponse:
    chosen, term = _word(request, list_name, key)
    form = CheckForm(request.POST if request.method == "POST" else None, today=today(request))
    if form.is_valid():
        actions.verify(request.company, chosen.name, term.code, form.checked(), by=request.membership, at=request.at)
        messages.success(request, _("C’est noté à votre nom."))
        return redirect("inventory:word", list_name, key)
    lead = _("Vous avez relu la source, et elle dit bien cela.")
    return _form(
        request, form, title=_("Je l’ai vérifié"), back=_back(list_name, term), term=term, lead=lead, submit=_("Noter ma vérification")
    )


@require_POST
@page(Ability.EDIT_COMPANY)
@still_there
def unverify(request: CompanyRequest, list_name: str, key: str) -> HttpResponse:
    chosen, term = _word(request, list_name, key)
    if actions.unverify(request.company, chosen.name, term.code, by=request.membership, at=request.at):
        messages.success(request, _("La vérification est annulée."))
    return redirect("inventory:word", list_name, key)


@require_POST
@page(Ability.EDIT_COMPANY)
@still_there
def restore(request: CompanyRequest, list_name: str, key: str) -> HttpResponse:
    chosen, term = _word(request, list_name, key)
    if not term.is_own and actions.restore(request.company, chosen.name, term.code, by=request.membership, at=request.at):
        messages.success(request, _("Le mot d’origine est revenu."))
    return redirect("inventory:word", list_name, key)


@require_POST
@page(Ability.EDIT_COMPANY)
@still_there
def hide(request: CompanyRequest, list_name: str, key: str) -> HttpResponse:
    """« Ne plus proposer », or with a « non » to propose it again."""
    chosen, term = _word(request, list_name, key)
    if chosen.is_closed:
        raise Http404
    if request.POST.get("hidden") == "no":
        if actions.show(request.company, chosen.name, term.code, by=request.membership, at=request.at):
            messages.success(request, _("Le mot est de nouveau proposé."))
    elif actions.hide(request.company, chosen.name, term.code, by=request.membership, at=request.at):
        messages.success(request, _("Le mot n’est plus proposé. Les fiches qui le disent ne changent pas."))
    return redirect("inventory:word", list_name, key)


@require_POST
@page(Ability.EDIT_COMPANY)
@still_there
def remove(request: CompanyRequest, list_name: str, key: str) -> HttpResponse:
    chosen, term = _word(request, list_name, key)
    if not term.is_own:
        raise Http404
    try:
        if actions.remove(request.company, chosen.name, term.code, by=request.membership, at=request.at):
            messages.success(request, _("Le mot est supprimé. L’histoire en garde la trace."))
    except actions.StillUsed:
        messages.error(request, _("Ce mot sert encore. Masquez-le plutôt\u00a0: il ne sera plus proposé."))
        return redirect("inventory:word", list_name, key)
    return redirect("inventory:vocabulary", list_name)


def _list(slug: str) -> Vocabulary:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def _word(request: CompanyRequest, list_name: str, key: str) -> tuple[Vocabulary, CompanyTerm]:
    chosen = _list(list_name)
    term = word_pages.term_of(request.company, chosen, key)
    if term is None:
        raise Http404
    return chosen, term


def _twin(term: CompanyTerm) -> str:
    if term.is_hidden:
        return _("«\u00a0%(word)s\u00a0» existe déjà, mais il est masqué. Proposez-le de nouveau.") % {"word": term.label}
    return _("«\u00a0%(word)s\u00a0» se lit pareil. Choisissez un autre mot.") % {"word": term.label}


def _back(list_name: str, term: CompanyTerm) -> tuple[str, str]:
    return reverse("inventory:word", args=[list_name, term.key]), term.label


def _form(request: CompanyRequest, form: Any, *, title: str, back: tuple[str, str], **more: Any) -> HttpResponse:
    """A form about a word, ours shown beside it."""
    values = {"term": None, "lead": "", **more, "countries": list(ELSEWHERE.values()), "section": "register"}
    return form_page(request, form, title=title, back=back, template="inventory/word_form.html", **values)

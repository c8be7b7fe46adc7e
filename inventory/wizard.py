"""« Déclarer un agent »: seven pages, one question each, kept in a draft after each; one act at the end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory import catalogue
from inventory.actions import declaring as actions
from inventory.actions.agents import NameTaken
from inventory.actions.declaring import Declaration
from inventory.actions.rights import Coexists
from inventory.charge import charge_of, demanded
from inventory.countries import country_name
from inventory.enums import Automation, Environment, Isolation, State, Verb
from inventory.forms.declaration import declaration_of, rights_of
from inventory.forms.declared_rights import RightsPage
from inventory.forms.declaring import AccountsForm, CheckForm, NameForm, PeopleForm, TemplateForm, ToolForm
from inventory.models import AgentDraft
from inventory.queries.accounts import suggested
from inventory.queries.rights import suggested_segments
from inventory.queries.words import company_words
from inventory.rules.days import company_day, until_words
from inventory.rules.overlay import CompanyWords
from inventory.rules.right_words import full_words
from lib.words import cleaned


@dataclass(frozen=True)
class Page:
    """One page of the wizard."""

    slug: str
    question: str
    lead: str
    form: Callable[..., Any]
    template: str = "inventory/declare_step.html"


PAGES = (
    Page("nom", "Comment s’appelle-t-il, et que fait-il\u00a0?", "Avec vos mots, comme vous en parlez à vos collègues.", NameForm),
    Page(
        "outil",
        "Avec quel outil travaille-t-il\u00a0?",
        "Laissez vide ce que vous ne savez pas\u00a0: nous vous le rappellerons.",
        ToolForm,
    ),
    Page("personnes", "Qui en est responsable\u00a0?", "Une personne, pas un logiciel, répond de ce qu’il fait.", PeopleForm),
    Page(
        "comptes",
        "Avec quels comptes se connecte-t-il\u00a0?",
        "Jamais de mot de passe ni de clé ici. Vous pouvez passer si vous ne savez pas.",
        AccountsForm,
        "inventory/declare_accounts.html",
    ),
    Page(
        "droits",
        "Qu’a-t-il le droit de faire\u00a0?",
        "Gardez le strict nécessaire. Vous pourrez en ajouter plus tard.",
        RightsPage,
        "inventory/declare_rights.html",
    ),
)
FIRST, LAST = "modele", "verification"
SLUGS = (FIRST, *(one.slug for one in PAGES), LAST)


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def start(request: CompanyRequest) -> HttpResponse:
    """The first page: take a declaration up again, or choose a template and begin one."""
    form = TemplateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        draft = actions.start_draft(request.company, template=form.code(), by=request.membership, at=request.at)
        return redirect("inventory:declare_step", draft.pk, SLUGS[1])
    drafts = actions.open_drafts(request.company).select_related("started_by__user").order_by("-saved_at")
    return _template_page(request, form, drafts=[_resumed(draft) for draft in charge_of(request).of_authors(drafts)], chosen="")


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.EDIT_INVENTORY)
def step(request: CompanyRequest, draft_id: UUID, step: str) -> HttpResponse:
    draft = demanded(request, AgentDraft.objects.of(request.company).select_related("company", "started_by__user"), draft_id)
    if draft.agent_id:
        return redirect("inventory:agent", draft.agent_id)
    if step == FIRST:
        return _change_template(request, draft)
    if step == LAST:
        return _check(request, draft)
    return _answer(request, draft, next((one for one in PAGES if one.slug == step), None))


@require_POST
@page(Ability.EDIT_INVENTORY)
def abandon(request: CompanyRequest, draft_id: UUID) -> HttpResponse:
    draft = demanded(request, AgentDraft.objects.of(request.company).select_related("company"), draft_id)
    if actions.abandon(draft):
        messages.success(request, _("La déclaration est abandonnée."))
    return redirect("inventory:declare")


def _change_template(request: CompanyRequest, draft: AgentDraft) -> HttpResponse:
    form = TemplateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.choose_template(draft, form.code(), at=request.at)
        return redirect("inventory:declare_step", draft.pk, SLUGS[1])
    return _template_page(request, form, drafts=[], chosen=draft.template or "aucun")


def _template_page(request: CompanyRequest, form: TemplateForm, *, drafts: list[Any], chosen: str) -> HttpResponse:
    words = cleaned(request.GET.get("q", "").replace("\0", ""))[:100]
    values = {"section": "agents", "form": form, "groups": catalogue.grouped(words), "words": words, "drafts": drafts, "chosen": chosen}
    return render(request, "inventory/declare.html", values)


def _resumed(draft: AgentDraft) -> tuple[AgentDraft, str, str]:
    """(draft, its name so far, the page where one stopped)."""
    answered = [one.slug for one in PAGES if one.slug in draft.answers]
    following = SLUGS[SLUGS.index(answered[-1]) + 1] if answered else SLUGS[1]
    template = catalogue.template(draft.template)
    name = draft.answers.get("nom", {}).get("name") or (template.name if template else "Agent sans nom")
    return draft, name, reverse("inventory:declare_step", args=[draft.pk, following])


def _answer(request: CompanyRequest, draft: AgentDraft, shown: Page | None) -> HttpResponse:
    if shown is None:
        raise Http404
    form = shown.form(
        request.POST if request.method == "POST" else None, draft=draft, today=company_day(request.at, request.company.time_zone)
    )
    place = SLUGS.index(shown.slug)
    if request.method == "POST":
        is_valid, is_later = form.is_valid(), "later" in request.POST
        if is_valid or is_later:
            actions.save_answers(draft, shown.slug, form.answers(), at=request.at)
            if is_later:
                messages.success(request, _("Vos réponses sont gardées. Reprenez quand vous voulez, même sur un autre appareil."))
                return redirect("inventory:declare")
            onward = shown.slug if "more" in request.POST else _onward(request, place)
            return redirect("inventory:declare_step", draft.pk, onward)
    values = {
        "section": "agents",
        "draft": draft,
        "form": form,
        "step": place + 1,
        "steps": len(SLUGS),
        "question": shown.question,
        "lead": shown.lead,
        "back_url": reverse("inventory:declare_step", args=[draft.pk, SLUGS[place - 1]]),
        "services": suggested(draft.company),
        "segments": suggested_segments(draft.company),
    }
    return render(request, shown.template, values)


def _onward(request: CompanyRequest, place: int) -> str:
    """From the page of checks, « Changer » leads back to it."""
    return LAST if request.GET.get("retour") == LAST else SLUGS[place + 1]


def _check(request: CompanyRequest, draft: AgentDraft) -> HttpResponse:
    form = CheckForm(
        request.POST if request.method == "POST" else None, draft=draft, today=company_day(request.at, request.company.time_zone)
    )
    if request.method == "POST":
        is_valid = form.is_valid()
        if "later" in request.POST or is_valid:
            actions.save_answers(draft, LAST, form.answers(), at=request.at)
        if "later" in request.POST:
            return redirect("inventory:declare")
        if is_valid:
            return _declare(request, draft)
    template = catalogue.template(draft.template)
    values = {
        "section": "agents",
        "draft": draft,
        "form": form,
        "step": len(SLUGS),
        "steps": len(SLUGS),
        "question": _("Vérifiez, puis déclarez l’agent"),
        "lead": _("Tout pourra être changé plus tard."),
        "back_url": reverse("inventory:declare_step", args=[draft.pk, SLUGS[-2]]),
        "answers": summary(draft, declaration_of(draft)),
        "template": template,
        "sheet": _sheet_words(template, company_words(draft.company)) if template else (),
    }
    return render(request, "inventory/declare_check.html", values)


def _declare(request: CompanyRequest, draft: AgentDraft) -> HttpResponse:
    try:
        agent = actions.declare_from(draft, declaration_of(draft), by=request.membership, at=request.at)
    except actions.AlreadyDeclared as already:
        if already.args[0] is None:
            return redirect("inventory:declare")
        return redirect("inventory:agent", already.args[0])
    except Coexists as met:
        others = ", ".join(f"«\u00a0{one}\u00a0»" for one in met.args[0])
        messages.error(request, _("Il lirait et ferait plus sur la même chose\u00a0: %(others)s. Choisissez.") % {"others": others})
        return HttpResponseRedirect(_change_url(draft, "droits"))
    except NameTaken as taken:
        messages.error(
            request, _("Un autre agent porte déjà le nom «\u00a0%(name)s\u00a0». Choisissez-en un autre.") % {"name": taken.args[0]}
        )
        return HttpResponseRedirect(reverse("inventory:declare_step", args=[draft.pk, "nom"]) + f"?retour={LAST}")
    messages.success(request, _("L’agent %(agent)s est déclaré.") % {"agent": agent.name})
    return redirect("inventory:agent", agent.pk)


def summary(draft: AgentDraft, said: Declaration) -> list[dict[str, str]]:
    """Every answer, with the way back to its page. An empty one shows as « À compléter »."""
    identity = said.identity
    accounts = [str(one) for one in said.known_accounts]
    accounts += [f"{one.service} ({one.identifier})" if one.identifier else one.service for one in said.new_accounts]
    template = catalogue.template(draft.template)
    is_state_said = bool(draft.answers.get("nom", {}).get("state"))
    told = [
        ("Modèle", template.name if template else "Aucun modèle", FIRST),
        ("Nom", identity.name, "nom"),
        ("Ce qu’il fait", identity.purpose, "nom"),
        ("En service", {State.ACTIVE: "Oui", State.PLANNED: "Pas encore"}[said.state] if is_state_said else "", "nom"),
        ("Outil", ", ".join(filter(None, (identity.tool, identity.supplier))), "outil"),
        ("Hébergé en", country_name(identity.host_country), "outil"),
        ("Modèle d’IA", ", ".join(filter(None, (identity.model, identity.model_supplier))), "outil"),
        ("Travaille sur", str(Environment(identity.environment).label) if identity.environment else "", "outil"),
        ("Responsable", identity.in_charge.user.name if identity.in_charge else "", "personnes"),
        ("En son absence", identity.deputy.user.name if identity.deputy else "", "personnes"),
        ("Comptes", "\n".join(accounts), "comptes"),
        ("Où il tourne", str(Isolation(identity.isolation).label) if identity.isolation else "", "comptes"),
        ("Droits", "\n".join(_right_words(draft)), "droits"),
    ]
    return [{"question": name, "answer": value, "url": _change_url(draft, slug)} for name, value, slug in told]


def _change_url(draft: AgentDraft, slug: str) -> str:
    return reverse("inventory:declare_step", args=[draft.pk, slug]) + f"?retour={LAST}"


def _right_words(draft: AgentDraft) -> list[str]:
    return [
        f"{Verb(one.verb).label}\u00a0: {full_words(one.resource, one.segment, one.sensitivity)} – "
        f"{until_words(one.until, one.is_endless).lower()}"
        for one in rights_of(draft)
    ]


def _sheet_words(template: catalogue.Template, words: CompanyWords) -> list[tuple[str, str]]:
    """What the new sheet will say, in the owner's words: pairs (name, value)."""
    sheet = template.sheet
    data = [
        f"{words.label('categories_donnees', one.category)} – {one.retention or _kept(one.retention_code, words)}" for one in sheet.data
    ]
    return [
        ("Pourquoi (finalité)", sheet.purpose),
        ("Données et durée de conservation", "\n".join(data)),
        ("Personnes concernées", ", ".join(words.label("categories_personnes", one) for one in sheet.people)),
        ("Qui les reçoit", ", ".join(words.label("destinataires", one) for one in sheet.recipients)),
        ("Sécurité", ", ".join(words.label("mesures_securite", one) for one in sheet.measures)),
        ("Qui décide", str(Automation(sheet.automation).label) if sheet.automation else ""),
        ("Information des personnes", sheet.information),
    ]


def _kept(code: str, words: CompanyWords) -> str:
    active, archive = words.retention(code)
    return ", puis archivées\u00a0: ".join(filter(None, (active, archive))) or "durée à préciser"

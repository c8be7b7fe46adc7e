"""« Ce que font ses outils »: every tool's name that was heard, how we read it, and the company's own word about it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory.models import Agent
from journal import queries
from journal.actions import wording
from journal.forms import ToolWordForm
from journal.models import ToolWord
from journal.rules.naming import Meaning
from journal.tools import Tool
from journal.tools import tools as tools_of


@require_safe
@page(Ability.READ)
def tools(request: CompanyRequest) -> HttpResponse:
    """Of every agent: a word said here holds for all of them."""
    return _listed(request, None)


@require_safe
@page(Ability.READ)
def agent_tools(request: CompanyRequest, agent_id: UUID) -> HttpResponse:
    return _listed(request, get_object_or_404(Agent.objects.of(request.company), pk=agent_id))


@require_http_methods(["GET", "HEAD", "POST"])
@page(Ability.SET_LIMITS, fresh=True)
def tool_word(request: CompanyRequest) -> HttpResponse:
    """One tool, by its name in the address: names are the agents', not ours."""
    told = request.POST if request.method == "POST" else request.GET
    agent, tool = _agent_named(request, told.get("agent", "")), told.get("outil", "")
    if not tool:
        return _back(agent)
    if len(tool) > ToolWordForm.LONGEST:
        raise Http404
    now = wording.meaning_now(request.company, agent, tool)
    form = ToolWordForm(request.POST or None, initial={"verbe": now.verb, "nature": now.type} if now else {})
    if request.method == "POST" and form.is_valid():
        means = Meaning(form.cleaned_data["verbe"], form.cleaned_data["nature"])
        said = wording.say(request.company, agent, tool, means, by=request.membership, at=request.at)
        _told(request, said)
        return _back(agent)
    words = queries.words_by_tool(request.company, tool)
    standing = next((one for one in words if one.agent_id == (agent.pk if agent else None)), None)
    values = {"section": "journal", "form": form, "tool": tool, "agent": agent, "now": now, "standing": standing}
    return render(request, "journal/tool_word.html", values)


@require_POST
@page(Ability.SET_LIMITS, fresh=True)
def tool_unsay(request: CompanyRequest, word_id: UUID) -> HttpResponse:
    word = get_object_or_404(ToolWord.objects.of(request.company).select_related("agent", "company"), pk=word_id)
    _told(request, wording.unsay(word, by=request.membership, at=request.at))
    return _back(word.agent)


def _listed(request: CompanyRequest, agent: Agent | None) -> HttpResponse:
    listed = tools_of(request.company, agent.pk if agent else None, request.at)
    names = queries.roster(request.company).names
    rows = [(one, _origin(one), [names[key] for key in one.agents if key in names]) for one in listed]
    return render(request, "journal/tools.html", {"section": "journal", "agent": agent, "rows": rows})


def _origin(tool: Tool) -> str:
    """Whose word it is."""
    if tool.word:
        return _("Votre mot")
    if tool.shared:
        return _("Votre mot pour tous vos agents")
    return _("D’après le nom") if tool.meaning else _("Inconnu\u00a0: toujours demandé")


def _agent_named(request: CompanyRequest, text: str) -> Agent | None:
    try:
        return get_object_or_404(Agent.objects.of(request.company), pk=UUID(text)) if text else None
    except ValueError:
        raise Http404 from None


def _told(request: CompanyRequest, said: wording.Said) -> None:
    if not said.is_new:
        messages.info(request, _("C’était déjà ainsi. Rien n’a changé."))
    elif said.is_lighter:
        messages.warning(request, _("C’est noté. Cet outil est lu comme moins grave qu’avant\u00a0: moins de demandes vous parviendront."))
    else:
        messages.success(request, _("C’est noté. Cela vaut dès maintenant\u00a0; les lignes déjà écrites gardent leur nature."))


def _back(agent: Agent | None) -> HttpResponse:
    return redirect("journal:agent_tools", agent.pk) if agent else redirect("journal:tools")

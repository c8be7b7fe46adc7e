"""Everything on one agent's page, ready to be read in French."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.away import absence_of, holds
from accounts.models import Company
from inventory import services
from inventory.countries import country_name
from inventory.models import Agent, AgentProcessing, Connection, ProcessedData, Processing, Purpose
from inventory.queries.agents import AgentCard
from inventory.queries.places import place_of
from inventory.queries.words import company_words
from inventory.rules.missing import LEVEL_WORDS, Level, Missing
from ledger.queries import Line, history
from lib.dates import short_date

GAP_TONES = {Level.OBLIGATORY: "stop", Level.MEND: "watch", Level.CONFIRM: "watch", Level.RECOMMENDED: "info"}
KINDS_ICONS = (
    ("permission.", "key-round"),
    ("connection.", "plug"),
    ("processing.", "book-open"),
    ("stop.", "octagon-pause"),
    ("follow_up.", "circle-question-mark"),
    ("runtime.", "server"),
    ("module.", "puzzle"),
    ("agent.", "bot"),
)
OPTIONAL = ("Ce qui l’autorise (RGPD)", "En son absence", "Il travaille")


@dataclass(frozen=True)
class GapRow:
    """One thing that is missing, with the page that mends it."""

    label: str
    words: str
    tone: str
    url: str


@dataclass(frozen=True)
class HistoryRow:
    """One line of history, in the shape of components/timeline.html."""

    at: datetime
    icon: str
    tone: str
    text: str
    more: str = ""


@dataclass(frozen=True)
class SheetRow:
    """A processing the agent takes part in: its data and what authorises it."""

    processing: Processing
    data: tuple[str, ...]
    bases: tuple[tuple[str, bool], ...]


def accounts_of(company: Company, agent: Agent) -> list[tuple[Connection, str]]:
    """(account, how to take it back), by service. Two queries."""
    accounts = Connection.objects.of(company).filter(uses__agent=agent).order_by("service", "identifier")
    words = company_words(company)
    return [(account, account.revoke_where or services.revoke_advice(account.service, words)) for account in accounts]


def sheets_of(company: Company, agent: Agent) -> list[SheetRow]:
    """Its processings with their data and bases. Four queries."""
    ties = AgentProcessing.objects.of(company).filter(agent=agent, processing__ended_at=None).select_related("processing")
    lines = [tie.processing for tie in ties.order_by("processing__number")]
    data, purposes, words = _children(ProcessedData, company, lines), _children(Purpose, company, lines), company_words(company)
    return [
        SheetRow(
            line,
            tuple(words.label("categories_donnees", one.category) for one in data if one.processing_id == line.pk),
            tuple(
                dict.fromkeys(
                    (words.label("bases_legales", one.basis), one.confirmed_at is not None)
                    for one in purposes
                    if one.processing_id == line.pk and one.basis
                )
            ),
        )
        for line in lines
    ]


def _children(model: Any, company: Company, lines: Sequence[Processing]) -> list[Any]:
    return list(model.objects.of(company).filter(processing__in=lines))


def gaps_of(card: AgentCard) -> list[GapRow]:
    """« Ce qu’il manque », the gravest first."""
    return [gap_row(gap, card.agent.pk) for gap in card.gaps]


def gap_row(gap: Missing, agent: UUID) -> GapRow:
    """One gap, in words, with its page."""
    return GapRow(gap.label, LEVEL_WORDS[gap.level], GAP_TONES[gap.level], place_of(gap, agent))


def brief(card: AgentCard, sheets: Sequence[SheetRow]) -> list[tuple[str, str]]:
    """« En bref »: pairs (name, value); what nobody has said is told as « À préciser »."""
    agent = card.agent
    data = list(dict.fromkeys(name for sheet in sheets for name in sheet.data))
    bases = list(dict.fromkeys(f"{words}{'' if sure else ' (à confirmer)'}" for sheet in sheets for words, sure in sheet.bases))
    told = [
        ("Outil", _tool(agent)),
        ("Responsable", _in_charge(card)),
        ("En son absence", card.facts.deputy),
        ("Modèle d’IA", ", ".join(part for part in (agent.model, agent.model_supplier) if part)),
        ("Travaille sur", agent.get_environment_display() if agent.environment else ""),
        ("Il travaille", agent.works),
        ("Données personnelles", "Aucune" if agent.has_personal_data is False and not data else ", ".join(data)),
        ("Ce qui l’autorise (RGPD)", ", ".join(bases)),
    ]
    return [(name, value or "À préciser") for name, value in told if value or name not in OPTIONAL]


def _in_charge(card: AgentCard) -> str:
    """Who answers for it, and why they can no longer see to it."""
    if card.facts.in_charge_role:
        return f"{card.facts.in_charge} ({card.facts.in_charge_role}, ne peut pas le modifier)"
    who = card.agent.in_charge
    return f"À préciser ({who.user.name} a quitté l’entreprise)" if who and who.ended_at else card.facts.in_charge


def _tool(agent: Agent) -> str:
    who = ", ".join(part for part in (agent.tool, agent.supplier if agent.supplier != agent.tool else "") if part)
    return ", ".join(part for part in (who, f"hébergé en\u00a0: {country_name(agent.host_country)}" if agent.host_country else "") if part)


def away_words(agent: Agent, day: date) -> str:
    """« Chloé Blanc n’est pas là jusqu’au 3 décembre : Benoît Leroy prend la suite. », or nothing. Two queries."""
    absence = absence_of(agent.in_charge, day) if agent.in_charge and not agent.in_charge.ended_at else None
    if absence is None:
        return ""
    until, name = short_date(absence.until), absence.stand_in.user.name if holds(absence) else "personne ne"
    return f"{absence.membership.user.name} n’est pas là jusqu’au {until}\u00a0: {name} prend la suite."


def told(about: UUID, limit: int = 20) -> list[HistoryRow]:
    """The history of one object, newest first. One query."""
    return [history_row(line) for line in history(about, limit)]


def history_row(line: Line) -> HistoryRow:
    """One line of the record, as the pages show it."""
    icon = next((icon for start, icon in KINDS_ICONS if line.act.startswith(start)), "circle-dot")
    why = str(line.detail.get("why") or "")
    return HistoryRow(line.at, icon, "stop" if line.act.startswith("stop.") else "off", line.sentence, why and f"Raison\u00a0: {why}")

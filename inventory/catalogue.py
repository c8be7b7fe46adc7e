"""The ready-made templates of agents, and the register sheet each one proposes. Read from modeles_agents.json; knows no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from inventory.enums import Automation, Origin, Side, Verb
from inventory.rules.overlay import OURS, CompanyWords
from lib.vocabulary import document

VERBS = {"lire": Verb.READ, "modifier": Verb.EDIT, "supprimer": Verb.DELETE, "envoyer": Verb.SEND, "commander": Verb.COMMAND}
MEASURES = ("habilitations", "journaliser", "authentifier", "ia")  # what Garde-fou itself brings; the owner adds the rest
SECTORS = {
    "Tous": "Pour tous les métiers",
    "Commerce": "Vendre",
    "Gestion": "Gérer et payer",
    "RH": "Ressources humaines",
    "Direction": "Diriger",
    "Communication": "Communiquer",
    "Accueil": "Accueillir",
    "Formation": "Former",
    "Agences, prestataires": "Travailler pour vos clients",
}
ICONS = {
    "facturation": "receipt-text",
    "relance_impayes": "mail",
    "support_client": "messages-square",
    "tri_cv": "user-round-search",
    "reseaux_sociaux": "share-2",
    "comptabilite": "calculator",
    "agenda": "calendar-check",
    "reporting": "chart-column",
    "centre_formation": "graduation-cap",
    "evaluation_formation": "clipboard-check",
    "tri_messagerie": "inbox",
    "devis": "file-pen-line",
    "prospection": "megaphone",
    "achats_paiements": "receipt-text",
    "paie_rh_admin": "wallet",
    "assistant_documentaire": "book-open",
    "standard_vocal": "phone",
    "sous_traitance_agence": "handshake",
}
# Which retention suits a category of data, the best first; one the template does not name is never proposed. What is sent to a model,
# the records of a machine and the recordings of calls have durations of their own: they never stand for those of another category.
SUITS: dict[str, tuple[str, ...]] = {
    "facturation": ("factures", "commandes_fournisseurs", "devis_non_signes", "clients"),
    "bancaire": ("factures", "commandes_fournisseurs", "bulletins_paie", "clients"),
    "eco_financier": ("impayes", "factures"),
    "remuneration": ("bulletins_paie",),
    "fiscal": ("bulletins_paie",),
    "correspondances": ("conversation_chatbot", "contrats", "impayes"),
    "image_voix": ("enregistrement_appels",),
    "connexion": ("journaux", "journaux_haut_risque"),
    "internet": ("prospects", "journaux"),
    "candidature": ("candidatures",),
    "formation": ("formation_emargement",),
    "evaluation_rh": ("formation_emargement", "dossier_salarie"),
}
ANYTHING_ELSE = (
    "clients",
    "prospects",
    "candidatures",
    "dossier_salarie",
    "formation_emargement",
    "commandes_fournisseurs",
    "devis_non_signes",
    "contrats",
)


ALLOWED = (
    "Le modèle propose ce qui permet d’utiliser des données protégées\u00a0: est-ce votre cas\u00a0?",
    "Sur la fiche, page «\u00a0Données\u00a0», vérifiez chaque donnée sensible et ce qui la permet. Puis fermez cette question.",
)
ASSESSMENT = "Ce traitement demande-t-il une analyse d’impact (AIPD)\u00a0?"
ASSESSMENT_HOW = " À vérifier (RGPD, art. 35). Faites-la, puis joignez-la dans «\u00a0Analyses d’impact\u00a0»."
REQUIRED = "REQUISE"  # how modeles_agents.json begins when an assessment is necessary


@dataclass(frozen=True)
class AdvisedRight:
    """What a template advises to allow."""

    verb: str
    resource: str


@dataclass(frozen=True)
class PlannedPurpose:
    """A purpose and the basis proposed for it; a person confirms."""

    description: str
    basis: str = ""
    justification: str = ""


@dataclass(frozen=True)
class PlannedData:
    """A category of data and how long it is kept."""

    category: str
    retention_code: str = ""
    is_sensitive: bool = False
    description: str = ""
    exception: str = ""
    origin: str = ""
    origin_words: str = ""
    retention: str = ""  # in words, where no usual duration fits


@dataclass(frozen=True)
class SheetPlan:
    """Everything a new sheet of the register starts with."""

    name: str
    side: str = Side.CONTROLLER
    purpose: str = ""
    sub_purposes: tuple[str, ...] = ()
    purposes: tuple[PlannedPurpose, ...] = ()
    data: tuple[PlannedData, ...] = ()
    people: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    has_sensitive_data: bool | None = None
    information: str = ""
    template: str = ""
    source: str = ""
    automation: str = ""
    automation_words: str = ""
    obligation: str = ""
    named: Mapping[str, str] = field(default_factory=dict)  # recipient -> who it is, when the owner said so

    assessment: str = ""  # why the template holds an impact assessment (art. 35) necessary
    asked: tuple[tuple[str, str], ...] = ()  # what the template itself leaves to a person

    @property
    def questions(self) -> tuple[tuple[str, str], ...]:
        """What a person has to look at: (question, advice)."""
        allowed = [ALLOWED] if any(one.exception for one in self.data) else []
        assessed = [(ASSESSMENT, f"Le modèle la dit {self.assessment}{ASSESSMENT_HOW}")] if self.assessment else []
        return (*allowed, *assessed, *self.asked)


@dataclass(frozen=True)
class Template:
    """One ready-made kind of agent."""

    code: str
    name: str
    sector: str
    icon: str
    purpose: str
    risk: str
    rights: tuple[AdvisedRight, ...]
    forbidden: tuple[str, ...]
    caution: str
    verified: str
    sheet: SheetPlan


@cache
def templates() -> Mapping[str, Template]:
    """By code, in the file's order."""
    return MappingProxyType({item["code"]: _template(item) for item in document("modeles_agents")["items"]})


def template(code: str) -> Template | None:
    """The template of this code; None for « aucun modèle » or one that no longer exists."""
    return templates().get(code)


def icon_of(code: str) -> str:
    """The picture of an agent of this template."""
    return ICONS.get(code, "bot")


def grouped(words: str = "") -> list[tuple[str, list[Template]]]:
    """Templates by sector, those that hold every searched word."""
    wanted = words.lower().split()
    groups: dict[str, list[Template]] = {label: [] for label in SECTORS.values()}
    for one in templates().values():
        if all(word in f"{one.name} {one.purpose} {one.sector}".lower() for word in wanted):
            groups.setdefault(one.sector, []).append(one)
    return [(label, found) for label, found in groups.items() if found]


def _template(item: Mapping[str, Any]) -> Template:
    rights = tuple(
        AdvisedRight(VERBS[verb], resource[0].upper() + resource[1:])
        for verb, resources in item["permissions_conseillees"].items()
        for resource in resources
    )
    return Template(
        code=item["code"],
        name=item["nom_fr"],
        sector=SECTORS.get(item["secteur_fr"], item["secteur_fr"]),
        icon=icon_of(item["code"]),
        purpose=item["finalite_fr"],
        risk=item["niveau_risque"],
        rights=rights,
        forbidden=tuple(item["actions_interdites_fr"]),
        caution=item["attention_sensibles_fr"] or "",
        verified=item["verif"],
        sheet=_sheet(item),
    )


def _sheet(item: Mapping[str, Any]) -> SheetPlan:
    is_processor = item["role_rgpd"] == "sous-traitant"
    more = _more()[item["code"]]
    data = tuple(_data(category, item["durees"], more) for category in (*item["donnees"], *more.get("donnees_en_plus", ())))
    is_sensitive = any(one.is_sensitive for one in data)
    bases = more.get("bases", item["bases_legales"])
    may_be = bool(item["attention_sensibles_fr"]) or more.get("sensibles") == "inconnu"
    return SheetPlan(
        name=item["nom_fr"],
        side=Side.PROCESSOR if is_processor else Side.CONTROLLER,
        purpose=item["finalite_fr"],
        sub_purposes=tuple(item["sous_finalites_fr"]),
        purposes=tuple(PlannedPurpose(one["finalite_fr"], one["base"], one["justification_fr"]) for one in bases),
        data=data,
        people=(*item["personnes"], *more.get("personnes_en_plus", ())),
        recipients=tuple(dict.fromkeys(item["destinataires"])),
        measures=MEASURES,
        has_sensitive_data=is_sensitive or (None if may_be else False),
        information=more.get("texte_fr", item["texte_information_fr"]),
        template=item["code"],
        source=more["source_fr"],
        automation=more["decision"],
        automation_words=more["decision_fr"],
        obligation=more["obligation_fr"],
        assessment=item["aipd_fr"].replace(REQUIRED, REQUIRED.lower()) if item["aipd_fr"].startswith(REQUIRED) else "",
        asked=tuple((question, advice) for question, advice in more.get("questions", ())),
    )


@cache
def _more() -> Mapping[str, Mapping[str, Any]]:
    """What modeles_fiches.json knows besides, or says in place of modeles_agents.json (its own note lists them). By code."""
    return {item["code"]: item for item in document("modeles_fiches")["items"]}


def _data(category: str, retentions: Sequence[str], more: Mapping[str, Any]) -> PlannedData:
    usual = next((code for code in (*SUITS.get(category, ()), *ANYTHING_ELSE) if code in retentions), "")
    origin = more["origines"].get(category, more["origines"]["*"])
    return PlannedData(
        category,
        "" if more["conservation_fr"] else more["durees"].get(category, usual),
        is_sensitive=is_sensitive(category),
        description=more["precisions"].get(category, ""),
        exception=more["exceptions"].get(category, ""),
        origin=origin,
        origin_words=more["de_qui"].get(category, more["de_qui"].get("*", "")) if origin == Origin.INDIRECT else "",
        retention=more["conservation_fr"],
    )


def is_sensitive(category: str, words: CompanyWords = OURS) -> bool:
    """Art. 9 or art. 10 data, by the vocabulary."""
    return words.is_sensitive(category)


def with_suppliers(plan: SheetPlan, *, model: Iterable[str], maker: Iterable[str]) -> SheetPlan:
    """The plan, with who the supplier of the model and the maker of the agent are, as far as the owner said."""
    who = {"fournisseur_llm": model, "editeur_agent": maker}
    return replace(plan, named={code: " – ".join(dict.fromkeys(filter(None, words))) for code, words in who.items()})


def retention_words(code: str, words: CompanyWords = OURS) -> tuple[str, str]:
    """(active use, archive) of a retention of the vocabulary, in words; empty for an unknown code."""
    return words.retention(code)


def own_sheet() -> SheetPlan:
    """Garde-fou watches agents and people: its own line of the register (journalisation.json)."""
    told = document("journalisation")["fiche_registre_type"]
    return SheetPlan(
        name=told["nom"],
        purpose=told["finalite"],
        purposes=(PlannedPurpose(told["finalite"], told["base"], "Garder la maîtrise des agents et pouvoir le prouver."),),
        data=tuple(
            PlannedData(code, told["duree"], is_sensitive=is_sensitive(code), origin=Origin.INDIRECT, origin_words="Les agents")
            for code in told["donnees"]
        ),
        people=tuple(told["personnes"]),
        recipients=("service_interne", "direction"),
        measures=tuple(told["securite"]),
        has_sensitive_data=False,
        source="Les agents eux-mêmes et les personnes qui utilisent Garde-fou",
        automation=Automation.NONE,
        obligation="Rien n’est demandé aux personnes\u00a0: les actions des agents et les accords sont enregistrés.",
        information="Les actions de nos agents IA et les accords que nous leur donnons sont enregistrés, pour pouvoir les relire.",
    )

"""What is unknown or unsafe around an agent: network, code it runs, memory, other agents, modules. Plain values only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from inventory.enums import Environment, Isolation, Memory, Network, Training
from inventory.rules.gaps import Level, Missing

CHECK_DAYS = 180  # a module nobody looked at for longer is to be looked at again
HERE = "surroundings"


@dataclass(frozen=True)
class ModuleFacts:
    """A module added to the agent, as the rules see it."""

    id: UUID
    name: str
    checked_on: date | None = None


@dataclass(frozen=True)
class SurroundingsFacts:
    """What the rules want to know of an agent's surroundings. Null or empty: nobody has said."""

    is_described: bool = False
    network: str = ""
    hosts: int = 0
    runs_local_code: bool | None = None
    talks_to_agents: bool | None = None
    other_agents: str = ""
    memory: str = ""
    is_beta: bool | None = None
    training: str = ""
    training_proof: str = ""
    has_sensitive: bool = False
    modules: tuple[ModuleFacts, ...] = ()


@dataclass(frozen=True)
class Around:
    """What the rest of the agent says that weighs here."""

    isolation: str = ""
    environment: str = ""
    has_personal: bool = False


@dataclass(frozen=True)
class Advice:
    """Why a gap matters, and who says so. `rule` is the number in our table of risks."""

    why: str
    source: str
    rule: str


CERT = "CERT-FR, bulletin CERTFR-2026-ACT-016, 13/04/2026 (lu par des sources secondaires)"
ANSSI = "ANSSI, Recommandations de sécurité pour un système d’IA générative, 29/04/2024 (lu par des sources secondaires)"
AGENTIC = "OWASP Top 10 for Agentic Applications 2026"
ADVICE: dict[str, Advice] = {
    "network_open_sensitive": Advice("Sans liste d’adresses, des données peuvent partir n’importe où.", ANSSI, "RES-01"),
    "network_open": Advice("Sans liste d’adresses, des données peuvent partir n’importe où.", ANSSI, "RES-01"),
    "code_unisolated": Advice("S’il est trompé, toute la machine et ses fichiers sont exposés.", f"{AGENTIC}, ASI05", "CMD-01"),
    "code_on_workstation": Advice("Il hérite de tous les accès de la personne qui travaille là.", CERT, "PST-01"),
    "memory_sensitive": Advice("Un texte piégé peut y laisser une consigne durable.", f"{AGENTIC}, ASI06", "MEM-01"),
    "beta_production": Advice("Une version d’essai change vite et ses failles sont moins connues.", CERT, "MOD-02"),
    "agents_unlisted": Advice("Le risque se transmet d’un agent à l’autre.", f"{AGENTIC}, ASI07 et ASI08", "MUL-01"),
    "training_yes": Advice("Vos données peuvent ressortir ailleurs.", "RGPD art. 5", "RGP-06"),
    "module_unchecked": Advice("Un module peut contenir du code malveillant.", f"{AGENTIC}, ASI04", "MOD-01"),
    "isolation_weak": Advice("Un problème sur l’agent touche le reste de votre informatique.", ANSSI, "ISO-01"),
}


def surroundings_gaps(facts: SurroundingsFacts, around: Around, today: date) -> Iterator[Missing]:
    """Every gap around an agent, in the order of the questions."""
    yield from _unsaid(facts)
    yield from _network(facts, around)
    yield from _code(facts, around)
    yield from _kept(facts, around)
    yield from _modules(facts, today)


def _unsaid(facts: SurroundingsFacts) -> Iterator[Missing]:
    if not facts.is_described:
        yield Missing("surroundings", "Son cadre d’exécution\u00a0: réseau, mémoire, modules", Level.CONFIRM, HERE)
        return
    questions = {
        "où il peut aller": facts.network,
        "s’il lance du code": facts.runs_local_code is not None,
        "s’il parle à d’autres agents": facts.talks_to_agents is not None,
        "ce qu’il garde en mémoire": facts.memory,
        "si c’est une version d’essai": facts.is_beta is not None,
        "si vos données entraînent un modèle": facts.training,
    }
    if unsaid := [words for words, answer in questions.items() if not answer]:
        yield Missing("surroundings_unknown", f"Son cadre d’exécution\u00a0: {', '.join(unsaid)}", Level.CONFIRM, HERE)


def _network(facts: SurroundingsFacts, around: Around) -> Iterator[Missing]:
    if facts.network == Network.OPEN and facts.has_sensitive:
        label = "Limiter les adresses qu’il peut joindre\u00a0: il touche des données sensibles"
        yield Missing("network_open_sensitive", label, Level.OBLIGATORY, HERE)
    elif facts.network == Network.OPEN and around.has_personal:
        yield Missing("network_open", "Limiter les adresses qu’il peut joindre", Level.RECOMMENDED, HERE)
    elif facts.network == Network.LISTED and not facts.hosts:
        yield Missing("hosts", "La liste des adresses qu’il peut joindre", Level.CONFIRM, HERE)
    if facts.talks_to_agents and not facts.other_agents:
        yield Missing("agents_unlisted", "Avec quels autres agents il parle", Level.CONFIRM, HERE)


def _code(facts: SurroundingsFacts, around: Around) -> Iterator[Missing]:
    if facts.runs_local_code and around.isolation == Isolation.NONE:
        yield Missing("code_unisolated", "L’isoler\u00a0: il lance du code sans aucune séparation", Level.OBLIGATORY, HERE)
    elif facts.runs_local_code and around.isolation == Isolation.WORKSTATION:
        level = Level.OBLIGATORY if around.environment == Environment.PRODUCTION else Level.RECOMMENDED
        yield Missing("code_on_workstation", "Le sortir du poste de travail\u00a0: il y lance du code", level, HERE)
    elif around.isolation in (Isolation.NONE, Isolation.WORKSTATION):
        yield Missing("isolation_weak", "Le séparer du reste de l’ordinateur", Level.RECOMMENDED, HERE)
    if facts.is_beta and around.environment == Environment.PRODUCTION:
        level = Level.OBLIGATORY if facts.has_sensitive else Level.RECOMMENDED
        yield Missing("beta_production", "Remplacer sa version d’essai\u00a0: il travaille sur des données réelles", level, HERE)


def _kept(facts: SurroundingsFacts, around: Around) -> Iterator[Missing]:
    if facts.memory == Memory.LASTING and facts.has_sensitive:
        label = "Relire ou vider sa mémoire chaque mois\u00a0: il touche des données sensibles"
        yield Missing("memory_sensitive", label, Level.CONFIRM, HERE)
    if facts.training == Training.YES:
        level = Level.OBLIGATORY if around.has_personal else Level.RECOMMENDED
        yield Missing("training_yes", "Empêcher que vos données entraînent un modèle", level, HERE)
    elif facts.training == Training.NO and not facts.training_proof:
        yield Missing("training_proof", "La preuve que vos données n’entraînent aucun modèle", Level.RECOMMENDED, HERE)


def _modules(facts: SurroundingsFacts, today: date) -> Iterator[Missing]:
    for module in facts.modules:
        if must_check(module.checked_on, today):
            yield Missing("module_unchecked", f"Vérifier ce module ajouté\u00a0: {module.name}", Level.CONFIRM, "module", module.id)


def must_check(checked_on: date | None, today: date) -> bool:
    """Nobody ever looked at it, or not for CHECK_DAYS."""
    return checked_on is None or checked_on <= today - timedelta(days=CHECK_DAYS)

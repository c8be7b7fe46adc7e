"""The tabs of the agents' workbook and their columns: titles an owner reads, the field behind each, and what a cell may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.db.models import TextChoices

from inventory import enums

NAME, WORDS = 120, 20_000


class Kind(Enum):
    """What a cell holds."""

    LINE = "line"  # one line of text
    TEXT = "text"  # several lines
    LIST = "list"  # one item a line
    HOSTS = "hosts"  # one address a line
    CHOICE = "choice"
    ANSWER = "answer"  # Oui, Non, or nothing: nobody has said
    DAY = "day"
    NUMBER = "number"
    HOURS = "hours"  # when an agent works (inventory.rules.work_hours)
    COUNTRY = "country"
    PERSON = "person"


@dataclass(frozen=True)
class Column:
    """One column. `limit`: characters, or the highest number."""

    title: str
    name: str
    kind: Kind = Kind.LINE
    limit: int = NAME
    choices: type[TextChoices] | None = None


@dataclass(frozen=True)
class Tab:
    """One tab. `identity`: what tells two of its rows apart when they bear no identifier; `word`: one row, in a sentence."""

    code: str
    name: str
    word: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The first row of the tab."""
        return (*(column.title for column in self.columns), IDENTIFIER)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


LISTS = (Kind.LIST, Kind.HOSTS)
IDENTIFIER = "Identifiant"
AGENT = Column("Agent", "agent")
RUNTIME = (
    Column("Accès au réseau", "network", Kind.CHOICE, choices=enums.Network),
    Column("Adresses autorisées", "hosts", Kind.HOSTS),
    Column("Exécute du code", "runs_local_code", Kind.ANSWER),
    Column("Parle à d’autres agents", "talks_to_agents", Kind.ANSWER),
    Column("Lesquels", "other_agents", limit=300),
    Column("Mémoire", "memory", Kind.CHOICE, choices=enums.Memory),
    Column("Version d’essai (bêta)", "is_beta", Kind.ANSWER),
    Column("Les données entraînent un modèle", "training", Kind.CHOICE, choices=enums.Training),
    Column("Où c’est écrit", "training_proof", limit=500),
    Column("Comment l’arrêter", "stop_how", Kind.TEXT, WORDS),
    Column("Comment repartir d’une mémoire vierge", "restart_how", Kind.TEXT, WORDS),
)
AGENTS = Tab(
    "agents",
    "Agents",
    "agent",
    (
        Column("Nom", "name"),
        Column("État", "state", Kind.CHOICE, choices=enums.State),
        Column("À quoi il sert", "purpose", Kind.TEXT, WORDS),
        Column("Fonction", "function"),
        Column("Outil", "tool"),
        Column("Fournisseur", "supplier"),
        Column("Modèle d’IA", "model"),
        Column("Fournisseur du modèle", "model_supplier"),
        Column("Pays d’hébergement", "host_country", Kind.COUNTRY),
        Column("Données de travail", "environment", Kind.CHOICE, choices=enums.Environment),
        Column("Isolation", "isolation", Kind.CHOICE, choices=enums.Isolation),
        Column("Données personnelles", "has_personal_data", Kind.ANSWER),
        Column("Il travaille", "works", Kind.HOURS, 120),
        Column("Responsable", "in_charge", Kind.PERSON, 320),
        Column("Remplaçant", "deputy", Kind.PERSON, 320),
        *RUNTIME,
        Column("Modèle de fiche", "template", limit=60),
    ),
    ("name",),
)
ACCOUNTS = Tab(
    "accounts",
    "Comptes",
    "compte",
    (
        Column("Service", "service", limit=80),
        Column("Nom du compte", "identifier", limit=160),
        Column("Agents", "agents", Kind.LIST),
        Column("À qui est le compte", "ownership", Kind.CHOICE, choices=enums.Ownership),
        Column("Connexion", "sign_in", Kind.CHOICE, choices=enums.SignIn),
        Column("Double vérification", "has_second_factor", Kind.ANSWER),
        Column("Où est gardé le secret", "secret_keeper", Kind.CHOICE, choices=enums.SecretKeeper),
        Column("Référence du secret", "secret_place", limit=160),
        Column("Secret renouvelé le", "rotated_on", Kind.DAY),
        Column("À renouveler tous les (jours)", "rotation_days", Kind.NUMBER, 3650),
        Column("Où retirer l’accès", "revoke_where", limit=300),
    ),
    ("service", "identifier"),
)
RIGHTS = Tab(
    "rights",
    "Droits",
    "droit",
    (
        AGENT,
        Column("Droit", "verb", Kind.CHOICE, choices=enums.Verb),
        Column("Sur quoi", "resource", limit=200),
        Column("Partie", "segment"),
        Column("Sensibilité", "sensitivity", Kind.CHOICE, choices=enums.Sensitivity),
        Column("Pourquoi", "reason", limit=300),
        Column("Indispensable", "is_needed", Kind.ANSWER),
        Column("À partir du", "starts_on", Kind.DAY),
        Column("Jusqu’au", "until", Kind.DAY),
        Column("Sans limite", "is_endless", Kind.ANSWER),
        Column("Compte utilisé", "connection", limit=300),
    ),
    ("agent", "verb", "resource", "segment"),
)
MODULES = Tab(
    "modules",
    "Modules",
    "module",
    (
        AGENT,
        Column("Nature", "kind", Kind.CHOICE, choices=enums.ModuleKind),
        Column("Module", "name", limit=160),
        Column("Version", "version", limit=60),
        Column("Source", "source", limit=300),
        Column("Vérifié le", "checked_on", Kind.DAY),
    ),
    ("agent", "kind", "name"),
)
BINDINGS = Tab(
    "bindings",
    "Liaisons",
    "liaison",
    (
        AGENT,
        Column("Nature", "kind", limit=40),
        Column("Liaison", "name", limit=160),
        Column("Vers", "target", limit=300),
        Column("Lu dans", "source", limit=160),
    ),
    ("agent", "kind", "name"),
)
TIES = Tab(
    "ties",
    "Traitements rattachés",
    "rattachement",
    (AGENT, Column("Référence", "reference", limit=80), Column("Traitement", "processing", limit=200)),
    ("agent", "processing"),
)
TABS: Mapping[str, Tab] = {tab.code: tab for tab in (AGENTS, ACCOUNTS, RIGHTS, MODULES, BINDINGS, TIES)}
NEEDED = {
    "agents": ("name",),
    "accounts": ("service",),
    "rights": ("agent", "verb", "resource"),
    "modules": ("agent", "kind", "name"),
    "bindings": ("agent", "kind", "name"),
    "ties": ("agent", "processing"),
}

"""What surrounds agents: facts for the rules (two queries for any number), and the page of one agent's surroundings."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Company
from inventory.enums import Sensitivity
from inventory.importers.wrangler import Binding
from inventory.models import Agent, AgentModule, AgentProcessing, Permission, Runtime, RuntimeBinding
from inventory.rules.gaps import Missing
from inventory.rules.hosts import shown
from inventory.rules.surroundings import ADVICE, HERE, Advice, ModuleFacts, SurroundingsFacts, must_check
from inventory.rules.words import shortened
from lib.kept import IDS, Kept

NAME_LIMIT = 80
UNSAID = "À préciser"
COLUMNS = (
    "network",
    "hosts",
    "runs_local_code",
    "talks_to_agents",
    "other_agents",
    "memory",
    "is_beta",
    "training",
    "training_proof",
)
SHORT = frozenset({"Où il tourne", "Où il peut aller sur Internet", "Mémoire", "Vos données entraînent un modèle"})
YES_NO = {True: "Oui", False: "Non", None: UNSAID}
# What a file ties a program to, in words; in this order on the page. « variable » and « secret »: names only.
BINDING_WORDS: dict[str, str] = {
    "main": "Fichier de départ",
    "route": "Adresses où il répond",
    "cron": "Déclenchements réguliers",
    "kv": "Stockages clé-valeur (KV)",
    "r2": "Stockages de fichiers (R2)",
    "d1": "Bases de données (D1)",
    "durable_object": "Objets durables",
    "vectorize": "Index de recherche (Vectorize)",
    "hyperdrive": "Bases reliées (Hyperdrive)",
    "queue_out": "Files où il écrit",
    "queue_in": "Files qu’il lit",
    "service": "Autres programmes qu’il appelle",
    "workflow": "Enchaînements",
    "pipeline": "Flux de données",
    "dispatch": "Espaces de programmes",
    "container": "Conteneurs",
    "sandbox": "Bacs à sable",
    "browser": "Navigateur",
    "ai": "Modèles d’IA de Cloudflare",
    "images": "Images",
    "media": "Médias",
    "send_email": "Envoi d’e-mails",
    "analytics": "Statistiques",
    "vpc": "Réseau privé",
    "mtls": "Certificats",
    "assets": "Fichiers du site",
    "version": "Numéro de version",
    "store_secret": "Secrets du coffre Cloudflare (noms)",
    "secret": "Secrets attendus (noms)",
    "variable": "Variables (noms)",
    "observability": "Journal chez Cloudflare",
    "compatibility": "Date de compatibilité",
    "flag": "Options de compatibilité",
}


@dataclass(frozen=True)
class ModuleRow:
    """A module on the page; `link` is an address one may follow."""

    module: AgentModule
    must_check: bool

    @property
    def link(self) -> str:
        source = self.module.source
        return source if source.startswith("https://") and " " not in source else ""


@dataclass(frozen=True)
class ToMend:
    """A gap of this page, why it matters and who says so."""

    gap: Missing
    advice: Advice | None = None


@dataclass(frozen=True)
class BindingGroup:
    """Everything of one kind that the program is tied to."""

    words: str
    rows: list[RuntimeBinding | Binding] = field(default_factory=list)


def _surroundings(company: Company, ids: Sequence[UUID]) -> QuerySet[Agent, Any]:
    sensitive = Q(processing__has_sensitive_data=True) | Q(processing__data__is_sensitive=True)
    ties = AgentProcessing.objects.of(company).filter(sensitive, agent=OuterRef("pk"), processing__ended_at=None)
    rights = Permission.objects.of(company).current().filter(agent=OuterRef("pk"), sensitivity=Sensitivity.SENSITIVE)
    agents = Agent.objects.of(company).filter(pk__in=ids).annotate(has_sensitive=Exists(ties) | Exists(rights))
    return agents.values_list("pk", "has_sensitive", "runtime__pk", *(f"runtime__{name}" for name in COLUMNS))


SURROUNDINGS = Kept(_surroundings, Company, IDS)
MODULES = Kept(
    lambda company, ids: (
        AgentModule.objects.of(company).filter(agent__in=ids, removed_at=None).values_list("agent_id", "pk", "name", "checked_on")
    ),
    Company,
    IDS,
)

AROUND: tuple[Kept[Any], ...] = (SURROUNDINGS, MODULES)


def surroundings_of(company: Company, ids: Sequence[UUID]) -> dict[UUID, SurroundingsFacts]:
    """What the rules want to know of each. Two queries."""
    modules, found = _modules(company, ids), {}
    for key, has_sensitive, runtime, *told in SURROUNDINGS.read(company, ids):
        facts = {**dict(zip(COLUMNS, told, strict=True)), "hosts": len(told[1] or ())} if runtime else {}
        found[key] = SurroundingsFacts(is_described=bool(runtime), has_sensitive=has_sensitive, modules=tuple(modules[key]), **facts)
    return found


def _modules(company: Company, ids: Sequence[UUID]) -> dict[UUID, list[ModuleFacts]]:
    found: dict[UUID, list[ModuleFacts]] = defaultdict(list)
    for agent, key, name, checked_on in MODULES.read(company, ids):
        found[agent].append(ModuleFacts(key, shortened(name, NAME_LIMIT), checked_on))
    return found


def runtime_of(company: Company, agent: Agent) -> Runtime | None:
    """What was said of it. One query."""
    return Runtime.objects.of(company).filter(agent=agent).first()


def facts_of_runtime(agent: Agent, runtime: Runtime | None) -> list[tuple[str, str]]:
    """Every answer: pairs (question, answer); what nobody has said is told as « À préciser »."""
    isolation = ("Où il tourne", agent.get_isolation_display() if agent.isolation else UNSAID)
    if runtime is None:
        return [isolation]
    told = [
        isolation,
        ("Où il peut aller sur Internet", runtime.get_network_display() if runtime.network else UNSAID),
        ("Adresses permises", ", ".join(shown(host) for host in runtime.hosts)),
        ("Lance du code sur la machine", YES_NO[runtime.runs_local_code]),
        ("Parle à d’autres agents", _agents(runtime)),
        ("Mémoire", runtime.get_memory_display() if runtime.memory else UNSAID),
        ("Version d’essai (bêta)", YES_NO[runtime.is_beta]),
        ("Vos données entraînent un modèle", runtime.get_training_display() if runtime.training else UNSAID),
        ("Preuve", runtime.training_proof),
    ]
    return [(name, value) for name, value in told if value]


def short_facts(agent: Agent, runtime: Runtime | None) -> list[tuple[str, str]]:
    """For the card of the agent's page."""
    return [(name, value) for name, value in facts_of_runtime(agent, runtime) if name in SHORT]


def _agents(runtime: Runtime) -> str:
    words = YES_NO[runtime.talks_to_agents]
    return f"{words}\u00a0: {runtime.other_agents}" if runtime.talks_to_agents and runtime.other_agents else words


def modules_of(company: Company, agent: Agent, today: date) -> tuple[list[ModuleRow], list[AgentModule]]:
    """(there, removed). One query."""
    rows = list(AgentModule.objects.of(company).filter(agent=agent).order_by("kind", "name", "added_at"))
    there = [ModuleRow(row, must_check(row.checked_on, today)) for row in rows if row.removed_at is None]
    return there, [row for row in rows if row.removed_at]


def bindings_of(company: Company, agent: Agent) -> list[RuntimeBinding]:
    """Everything its program is tied to. One query."""
    return list(RuntimeBinding.objects.of(company).filter(agent=agent))


def grouped_bindings(rows: Iterable[RuntimeBinding | Binding]) -> list[BindingGroup]:
    """By kind, in the order of the words."""
    groups = {kind: BindingGroup(words) for kind, words in BINDING_WORDS.items()}
    for row in rows:
        groups.setdefault(row.kind, BindingGroup(row.kind)).rows.append(row)
    return [group for group in groups.values() if group.rows]


def to_mend(gaps: Iterable[Missing]) -> list[ToMend]:
    """The gaps that this page mends."""
    return [ToMend(gap, ADVICE.get(gap.code)) for gap in gaps if gap.place in (HERE, "module")]

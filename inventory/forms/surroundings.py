"""What surrounds an agent: one page of questions, each of which takes « je ne sais pas »; and a module added to it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from inventory.actions.modules import Module
from inventory.actions.surroundings import Surroundings
from inventory.enums import Isolation, Memory, ModuleKind, Network, Training
from inventory.forms.fields import UNKNOWN, Choice, Day, NoSecretWords, Words, YesNo
from inventory.models import Agent, AgentModule, Runtime
from inventory.rules.hosts import BadHost, hosts_in, typed
from lib.choices import Hinted

ISOLATIONS = [
    (Isolation.SERVICE.value, Hinted(Isolation.SERVICE.label, "Make, Copilot, un agent loué\u00a0: il tourne chez eux.")),
    (Isolation.CONTAINER.value, Hinted(Isolation.CONTAINER.label, "Une boîte fermée, sur un serveur.")),
    (Isolation.VIRTUAL.value, Hinted(Isolation.VIRTUAL.label, "Un ordinateur simulé, séparé des autres.")),
    (Isolation.MACHINE.value, Hinted(Isolation.MACHINE.label, "Un ordinateur réservé à l’agent.")),
    (Isolation.WORKER.value, Hinted(Isolation.WORKER.label, "Le programme tourne chez Cloudflare.")),
    (Isolation.WORKSTATION.value, Hinted(Isolation.WORKSTATION.label, "L’ordinateur d’une personne\u00a0: il hérite de ses accès.")),
    (Isolation.NONE.value, Hinted(Isolation.NONE.label, "Rien ne le sépare des autres programmes.")),
    ("", UNKNOWN),
]
NETWORKS = [
    (Network.NONE.value, Hinted(Network.NONE.label, "Il travaille sans Internet.")),
    (Network.LISTED.value, Hinted(Network.LISTED.label, "Le plus sûr quand il a besoin d’Internet.")),
    (Network.OPEN.value, Hinted(Network.OPEN.label, "Il peut lire et envoyer n’importe où.")),
    ("", UNKNOWN),
]
MEMORIES = [
    (Memory.NONE.value, Hinted(Memory.NONE.label, "Chaque tâche repart de zéro.")),
    (Memory.SESSION.value, Memory.SESSION.label),
    (Memory.LASTING.value, Hinted(Memory.LASTING.label, "Ce qu’il lit aujourd’hui peut changer ce qu’il fera demain.")),
    ("", UNKNOWN),
]
TRAININGS = [(Training.NO.value, Training.NO.label), (Training.YES.value, Training.YES.label), ("", UNKNOWN)]


class Hosts(Words):
    """Addresses, one a line."""

    def clean(self, value: Any) -> Any:
        try:
            return hosts_in(super().clean(value))
        except BadHost as bad:
            raise ValidationError(bad.args[0], code="host") from bad


class SurroundingsForm(forms.Form):
    """Everything around the agent."""

    isolation = Choice(ISOLATIONS, label="Où tourne-t-il\u00a0?", cards=True)
    network = Choice(NETWORKS, label="Où peut-il aller sur Internet\u00a0?", cards=True)
    hosts = Hosts(
        label="Adresses qu’il peut joindre",
        max_length=20_000,
        rows=4,
        help_text="Une par ligne, par exemple api.qonto.com ou *.exemple.fr. À remplir si vous avez choisi la liste.",
    )
    runs_local_code = YesNo(
        label="Lance-t-il du code ou des commandes\u00a0?", help_text="Sur la machine où il tourne\u00a0: programmes, scripts, navigateur."
    )
    talks_to_agents = YesNo(
        label="Parle-t-il à d’autres agents\u00a0?", help_text="Les vôtres, ou ceux d’inconnus sur un réseau comme Moltbook."
    )
    other_agents = NoSecretWords(label="Lesquels\u00a0?", max_length=300, help_text="Par exemple «\u00a0Relances clients, Moltbook\u00a0».")
    memory = Choice(MEMORIES, label="Que garde-t-il en mémoire\u00a0?", cards=True)
    is_beta = YesNo(
        label="Est-ce une version d’essai (bêta)\u00a0?", help_text="L’éditeur l’écrit souvent près du nom\u00a0: bêta, preview, aperçu."
    )
    training = Choice(TRAININGS, label="Vos données servent-elles à entraîner un modèle\u00a0?", cards=True)
    training_proof = NoSecretWords(
        label="Où est-ce écrit\u00a0?", max_length=500, help_text="La clause du contrat, ou l’adresse de la page du fournisseur."
    )
    stop_how = NoSecretWords(
        label="Comment l’arrêter\u00a0?",
        rows=4,
        help_text="Une étape par ligne. Laissez vide\u00a0: nous proposons des étapes. Les vôtres les remplacent.",
    )
    restart_how = NoSecretWords(
        label="Comment repartir d’une mémoire vierge\u00a0?", rows=4, help_text="Une étape par ligne. Laissez vide\u00a0: nous proposons."
    )

    def __init__(self, data: Any = None, *, agent: Agent, runtime: Runtime | None) -> None:
        initial: dict[str, Any] = {name: getattr(runtime, name) for name in Surroundings.__dataclass_fields__ if hasattr(runtime, name)}
        initial["isolation"] = agent.isolation
        initial["hosts"] = "\n".join(typed(host) for host in initial.get("hosts", ()))
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "hosts" not in self.errors:
            self._clean_hosts(said)
        if said.get("talks_to_agents") is False and said.get("other_agents"):
            self.add_error("other_agents", "Vous avez répondu non juste au-dessus. Videz cette ligne, ou changez la réponse.")
        return said

    def _clean_hosts(self, said: dict[str, Any]) -> None:
        if said.get("network") == Network.LISTED and not said.get("hosts"):
            self.add_error("hosts", "Écrivez au moins une adresse, par exemple api.exemple.fr, ou choisissez «\u00a0Je ne sais pas\u00a0».")
        elif said.get("network") != Network.LISTED and said.get("hosts"):
            self.add_error("hosts", "Choisissez «\u00a0Seulement les adresses listées\u00a0» pour les garder. Sinon, videz cette liste.")

    def surroundings(self) -> Surroundings:
        """What the action wants."""
        return Surroundings(**self.cleaned_data)


class ModuleForm(forms.Form):
    """One module added to the agent."""

    kind = Choice(
        [
            (ModuleKind.SKILL.value, Hinted(ModuleKind.SKILL.label, "Un savoir-faire installé en plus.")),
            (ModuleKind.PLUGIN.value, Hinted(ModuleKind.PLUGIN.label, "Un complément de l’outil.")),
            (ModuleKind.MCP.value, Hinted(ModuleKind.MCP.label, "Une passerelle vers un autre service.")),
        ],
        label="Qu’est-ce que c’est\u00a0?",
        required="Choisissez ce que c’est.",
        cards=True,
    )
    name = NoSecretWords(label="Son nom", required="Écrivez son nom.", max_length=160)
    version = NoSecretWords(label="Sa version", max_length=60, help_text="Par exemple 1.4.2. Laissez vide si vous ne savez pas.")
    source = NoSecretWords(
        label="D’où vient-il\u00a0?", max_length=300, help_text="L’adresse d’où il a été installé, ou qui vous l’a donné. Sans clé."
    )
    checked_on = Day(label="Quand l’avez-vous vérifié\u00a0?", help_text="Qui l’a écrit, ce qu’il peut faire, s’il est à jour.")

    def __init__(self, data: Any = None, *, today: date, module: AgentModule | None = None) -> None:
        initial = {name: getattr(module, name) for name in Module.__dataclass_fields__} if module else {}
        super().__init__(data, initial=initial)
        self.today = today

    def clean_checked_on(self) -> date | None:
        day: date | None = self.cleaned_data["checked_on"]
        if day and not date(2000, 1, 1) <= day <= self.today:
            raise ValidationError("Choisissez aujourd’hui ou un jour passé.")
        return day

    def module(self) -> Module:
        """What the action wants."""
        return Module(**self.cleaned_data)


class WranglerForm(forms.Form):
    """The file to read."""

    file = forms.FileField(
        label="Votre fichier wrangler",
        help_text="wrangler.toml, wrangler.json ou wrangler.jsonc. 256\u00a0Kio au plus.",
        widget=forms.FileInput(attrs={"accept": ".toml,.json,.jsonc"}),
        error_messages=dict.fromkeys(("required", "missing", "invalid"), "Choisissez votre fichier wrangler.toml.")
        | {"empty": "Ce fichier est vide. Choisissez votre fichier wrangler.toml."},
    )

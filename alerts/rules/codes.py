"""What each alert says, how grave it is, and what to do. Pure words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from alerts.enums import Code
from inventory.enums import Verb
from journal.enums import Type

GRAVE = frozenset({Code.BYPASSED, Code.GRANT_REUSED, Code.GRANT_MISUSED, Code.AFTER_STOP})
DIFFERENCES = {
    "type": "une autre sorte d’action",
    "amount": "un autre montant",
    "currency": "une autre devise",
    "payee": "un autre bénéficiaire",
    "count": "plus d’envois",
}
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """`sentence`: after the agent's name. `meaning`: what it is, in one sentence. `advice`: what to do, first thing first."""

    sentence: Callable[[Facts], str]
    meaning: str
    advice: tuple[str, ...]


def _kind(facts: Facts) -> str:
    """« Paiement » -> « paiement »."""
    label = str(Type(facts["type"]).label) if facts.get("type") in Type.values else "Action"
    return label[0].lower() + label[1:]


def _bypassed(facts: Facts) -> str:
    if facts.get("why") == "not-valid":
        return f"s’est réclamé d’un accord qui ne vaut pas ({_kind(facts)})"
    return f"n’a pas demandé l’accord qu’il fallait ({_kind(facts)})"


def _misused(facts: Facts) -> str:
    other = [DIFFERENCES[name] for name in facts.get("differences", ()) if name in DIFFERENCES]
    return "a fait autre chose que ce qui était accordé" + (f"\u00a0: {', '.join(other)}" if other else "")


def _out_of_scope(facts: Facts) -> str:
    verb = str(Verb(facts["verb"]).label).lower() if facts.get("verb") in Verb.values else "agir"
    return f"a fait ce qu’il n’a {'plus' if facts.get('withdrawn') else 'pas'} le droit de faire\u00a0: {verb} ({_kind(facts)})"


TOLD: Mapping[str, Told] = {
    Code.BYPASSED: Told(
        _bypassed,
        "Une de vos limites demandait l’accord d’une personne. L’action a été faite sans cet accord.",
        ("Regardez ce qui a été fait.", "Coupez l’agent si vous ne le comprenez pas.", "Faites vérifier son branchement."),
    ),
    Code.GRANT_REUSED: Told(
        lambda _: "a utilisé deux fois le même accord",
        "Un accord vaut pour une seule action.",
        ("Vérifiez auprès du bénéficiaire ou de la banque que rien n’est parti deux fois.", "Coupez l’agent en attendant."),
    ),
    Code.GRANT_MISUSED: Told(
        _misused,
        "Ce qui a été fait n’est pas ce qu’une personne avait accordé.",
        ("Comparez l’action et la demande.", "Coupez l’agent si la différence n’est pas voulue."),
    ),
    Code.AFTER_STOP: Told(
        lambda _: "a agi alors qu’il était arrêté",
        "Un arrêt lui refuse tout accord, mais ne lui reprend pas ses accès.",
        ("Retirez ses accès, un par un.", "Arrêtez le programme là où il tourne."),
    ),
    Code.OUT_OF_SCOPE: Told(
        _out_of_scope,
        "Ce droit n’est pas écrit dans sa fiche.",
        ("Si c’est voulu, ajoutez ce droit.", "Sinon, retirez-le dans le service qu’il utilise."),
    ),
    Code.REFUSALS: Told(
        lambda _: "a été refusé trois fois en une heure",
        "Il continue de demander ce que vous ne voulez pas.",
        ("Regardez ses demandes.", "Revoyez sa consigne ou vos limites."),
    ),
    Code.FLOOD: Told(
        lambda facts: f"a {facts.get('number', 100)} demandes en attente",
        "Au-delà, ses demandes ne sont plus prises.",
        ("Regardez ses demandes.", "Coupez l’agent s’il tourne en rond."),
    ),
    Code.UNCONFIRMED: Told(
        lambda _: "n’a pas dit ce qu’il a fait d’un accord",
        "Accordé, pas confirmé\u00a0: l’accord a servi, et aucune action ne le dit.",
        ("Vérifiez dans le service si l’action a été faite.", "Ne l’accordez pas une deuxième fois avant de le savoir."),
    ),
    Code.NEW_ADDRESS: Told(
        lambda facts: f"appelle depuis une nouvelle adresse\u00a0: {facts.get('address', '')}",
        "Sa clé vient de servir depuis une autre adresse réseau.",
        ("Demandez à votre informaticien s’il a changé de machine.", "Sinon, remplacez la clé."),
    ),
}


def sentence(code: str, facts: Facts) -> str:
    """« n’a pas demandé l’accord qu’il fallait (paiement) »."""
    return TOLD[code].sentence(facts)


def tone(code: str) -> str:
    """Red when what was done may not have been wanted; amber when it is to be looked at."""
    return "stop" if code in GRAVE else "watch"

"""What each alert says, how grave it is, and what to do. Pure words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from alerts.enums import Code
from alerts.rules.live import KINDS, says
from inventory.enums import Verb
from journal.enums import Type

# What cannot be taken back is mailed: money, secrets, files, messages that left; the rest waits for whoever opens the page.
GRAVE = frozenset(
    {
        Code.BYPASSED, Code.GRANT_REUSED, Code.GRANT_MISUSED, Code.AFTER_STOP, Code.ODD_COMMAND, Code.ODD_SENSITIVE, Code.ODD_PAYEE,
        Code.ODD_SPLIT, Code.ODD_RECIPIENT, Code.ODD_BURST,
    }
)  # fmt: skip
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


def _unusual(code: Code, meaning: str, *advice: str) -> Told:
    return Told(lambda facts: says(code, facts), meaning, advice)


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
    Code.ODD_COMMAND: _unusual(
        Code.ODD_COMMAND,
        "De telles commandes effacent, installent ou lisent ce qui est protégé.",
        "Coupez l’agent si vous ne l’avez pas demandé.",
        "Montrez ces commandes à votre informaticien.",
    ),
    Code.ODD_SENSITIVE: _unusual(
        Code.ODD_SENSITIVE,
        "Ces fichiers gardent des secrets ou concernent des personnes.",
        "Regardez lesquels.",
        "Changez les mots de passe qu’ils contiennent si ce n’était pas voulu.",
        "Retirez-lui l’accès à ce dossier.",
    ),
    Code.ODD_PAYEE: _unusual(
        Code.ODD_PAYEE,
        "Un compte bancaire qui change est la ruse la plus courante.",
        "Appelez ce bénéficiaire à un numéro que vous connaissez.",
        "S’il n’a rien changé, appelez aussitôt votre banque.",
    ),
    Code.ODD_SPLIT: _unusual(
        Code.ODD_SPLIT,
        "Un montant coupé en morceaux peut passer sous vos limites.",
        "Regardez si ces montants font un seul achat.",
        "Posez une limite par semaine pour un même bénéficiaire.",
    ),
    Code.ODD_DOUBLE: _unusual(
        Code.ODD_DOUBLE,
        "La même chose a été faite deux fois en deux semaines.",
        "Vérifiez si la deuxième était due.",
        "Sinon, annulez-la ou demandez le remboursement.",
    ),
    Code.ODD_RECIPIENT: _unusual(
        Code.ODD_RECIPIENT,
        "Beaucoup d’envois d’un coup vers une adresse inconnue peuvent être une fuite.",
        "Regardez ce qui est parti, et à qui.",
        "Coupez l’agent si vous ne connaissez pas cette adresse.",
    ),
    Code.ODD_BURST: _unusual(
        Code.ODD_BURST,
        "En si peu de temps, il n’en fait jamais autant.",
        "Regardez ce qui a été fait.",
        "Coupez l’agent si vous ne l’avez pas demandé.",
    ),
    Code.ODD_LOOP: _unusual(
        Code.ODD_LOOP,
        "Il répète la même chose et tourne peut-être en rond.",
        "Regardez si cela continue.",
        "Coupez l’agent, puis faites revoir sa consigne.",
    ),
    Code.ODD_TOOL: _unusual(
        Code.ODD_TOOL,
        "Aucun droit de sa fiche ne nomme cet outil.",
        "Si c’est voulu, ajoutez ce droit.",
        "Sinon, retirez-lui cet outil.",
    ),
    Code.ODD_HOURS: _unusual(
        Code.ODD_HOURS,
        "Sa fiche dit quand il travaille.",
        "Regardez ce qu’il a fait, et qui l’a lancé.",
        "Si ses heures ont changé, corrigez sa fiche.",
    ),
    Code.ODD_SILENCE: _unusual(
        Code.ODD_SILENCE,
        "Un agent muet est peut-être en panne, ou ne nous parle plus.",
        "Vérifiez qu’il tourne encore.",
        "S’il travaille sans le dire, faites vérifier son branchement.",
    ),
}


def sentence(code: str, facts: Facts) -> str:
    """« n’a pas demandé l’accord qu’il fallait (paiement) »."""
    return TOLD[code].sentence(facts)


def is_unusual(code: str) -> bool:
    """Told by a comparison with the usual, not by one action."""
    return code in KINDS


def tone(code: str) -> str:
    """Red when what was done may not have been wanted; amber when it is to be looked at."""
    return "stop" if code in GRAVE else "watch"

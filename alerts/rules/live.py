"""Of what is unusual, what is told at once and not on Friday only: the policy as a table, and its words. Pure.

Why these and not the others, with the figures: docs/dev/unusual.md. No text of the agent's is kept: an alert outlives the content of the
actions behind it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from alerts.enums import Code, Oddity
from alerts.rules.unusual.words import told
from journal.enums import Type
from lib.money import grouped, short_money

NBSP = "\u00a0"
TEXTS = frozenset({"what", "name", "payee"})  # the agent's, or of people: never in an alert
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Live:
    """`is_plain`: which findings of the family are told at once; `says`: after the agent's name, from figures and names of tools alone."""

    code: Code
    says: Callable[[Facts], str]
    is_plain: Callable[[Facts], bool] = lambda _: True


def _as_in_a_week(kind: Oddity) -> Callable[[Facts], str]:
    """Families whose sentence holds no text of the agent's anyway."""
    return lambda facts: told(kind, facts).sentence


def _command(facts: Facts) -> str:
    times, harm = facts["times"], "qui peut faire du mal" if facts["times"] <= 1 else "qui peuvent faire du mal"
    return f"a lancé {_many(times, 'commande', 'commandes')} {harm} sur le système"


def _sensitive(facts: Facts) -> str:
    did = {Type.FILE: "a modifié", Type.FILE_DELETED: "a supprimé", Type.READ: "a lu"}.get(facts["type"], "a touché")
    return f"{did} {_many(facts['files'], 'fichier sensible', 'fichiers sensibles')}"


def _payee(facts: Facts) -> str:
    return f"a payé {short_money(facts['cents'], facts['currency'])} à un bénéficiaire connu, sur un nouveau compte"


def _split(facts: Facts) -> str:
    paid, most = (short_money(facts[name], facts["currency"]) for name in ("cents", "most"))
    times = f"{grouped(facts['times'])}{NBSP}fois"
    return f"a payé {times} la même personne le même jour{NBSP}: {paid} en tout, {most} au plus à la fois"


def _double(facts: Facts) -> str:
    more = f", et {_many(facts['times'] - 1, 'autre', 'autres')}" if facts["times"] > 1 else ""
    label = str(Type(facts["type"]).label).lower()
    return f"a fait deux fois la même chose ({label}){NBSP}: {short_money(facts['cents'], facts['currency'])}{more}"


def _recipient(facts: Facts) -> str:
    return f"a envoyé {_many(facts['at_once'], 'message', 'messages')} en quelques minutes à une nouvelle adresse"


def _loop(facts: Facts) -> str:
    return told(Oddity.LOOP, {**facts, "what": ""}).sentence.partition(f"{NBSP}:")[0]


LIVE: Mapping[Oddity, Live] = {
    Oddity.COMMAND: Live(Code.ODD_COMMAND, _command, lambda facts: bool(facts["harmful"])),  # others: outside its rights, told by the watch
    Oddity.SENSITIVE: Live(Code.ODD_SENSITIVE, _sensitive),
    Oddity.PAYEE: Live(Code.ODD_PAYEE, _payee, lambda facts: bool(facts["known"])),  # a new payee is told by the first payment's limit
    Oddity.SPLIT: Live(Code.ODD_SPLIT, _split),
    Oddity.DOUBLE: Live(Code.ODD_DOUBLE, _double),
    Oddity.RECIPIENT: Live(Code.ODD_RECIPIENT, _recipient, lambda facts: bool(facts["at_once"])),
    Oddity.BURST: Live(Code.ODD_BURST, _as_in_a_week(Oddity.BURST)),
    Oddity.LOOP: Live(Code.ODD_LOOP, _loop),
    Oddity.TOOL: Live(Code.ODD_TOOL, _as_in_a_week(Oddity.TOOL)),
    Oddity.HOURS: Live(Code.ODD_HOURS, _as_in_a_week(Oddity.HOURS), lambda facts: bool(facts.get("declared"))),
    Oddity.SILENCE: Live(Code.ODD_SILENCE, _as_in_a_week(Oddity.SILENCE)),
}
KINDS: Mapping[str, Oddity] = {str(live.code): kind for kind, live in LIVE.items()}


def code_of(kind: Oddity, facts: Facts) -> Code | None:
    """The alert that tells this finding at once; None when it can wait for the review of the week."""
    live = LIVE.get(kind)
    return live.code if live and live.is_plain(facts) else None


def kept(facts: Facts) -> dict[str, Any]:
    """What an alert may keep of a finding."""
    return {name: value for name, value in facts.items() if name not in TEXTS}


def says(code: str, facts: Facts) -> str:
    """« a supprimé 60 fichiers en 2 minutes »; without any facts, that it is unusual."""
    return LIVE[KINDS[code]].says(facts) if facts else "a fait quelque chose d’inhabituel"


def usual_of(code: str, facts: Facts) -> str:
    """The usual beside it, as the review of the week says it."""
    return told(KINDS[code], {**dict.fromkeys(TEXTS, ""), **facts}).usual


def _many(number: int, one: str, more: str) -> str:
    """0 and 1 are singular."""
    return f"{grouped(number)}{NBSP}{one if number <= 1 else more}"

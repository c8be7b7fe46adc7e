"""What each finding says, and the usual beside it. Pure words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alerts.enums import Oddity
from journal.enums import Type
from lib.dates import french_time, short_date, span_words, weekday_date
from lib.money import grouped, short_money

NBSP = "\u00a0"
Facts = Mapping[str, Any]
# What it did, of one and of several.
DID: dict[str, tuple[str, str, str]] = {
    Type.PAYMENT: ("a fait", "paiement", "paiements"),
    Type.QUOTE: ("a fait", "devis", "devis"),
    Type.INVOICE: ("a fait", "facture", "factures"),
    Type.CREDIT: ("a fait", "avoir ou remboursement", "avoirs ou remboursements"),
    Type.MESSAGE: ("a envoyé", "message", "messages"),
    Type.POST: ("a fait", "publication", "publications"),
    Type.RECORD: ("a modifié", "fiche", "fiches"),
    Type.FILE: ("a modifié", "fichier", "fichiers"),
    Type.FILE_DELETED: ("a supprimé", "fichier", "fichiers"),
    Type.COMMAND: ("a lancé", "commande", "commandes"),
    Type.EXPORT: ("a fait", "sortie de données", "sorties de données"),
    Type.DECISION: ("a pris", "décision", "décisions"),
    Type.READ: ("a fait", "lecture", "lectures"),
    Type.OTHER: ("a fait", "action", "actions"),
}


@dataclass(frozen=True)
class Told:
    """`sentence`: after the agent's name, without its point. `usual`: one whole sentence, or none."""

    sentence: str
    usual: str = ""


def told(kind: str, facts: Facts) -> Told:
    """« a supprimé 60 fichiers en 2 minutes », « D’habitude, au plus 4 en vingt minutes. »"""
    return WORDS[Oddity(kind)](facts)


def _scope(facts: Facts) -> Told:
    sentence = f"a utilisé {_quoted(facts['tool'])} {_times(facts['times'])} sans en avoir le droit ({_label(facts['type'])})"
    return Told(sentence, "C’est la première fois." if facts.get("new") else "Aucun de ses droits ne le permet.")


def _tool(facts: Facts) -> Told:
    sentence = f"a utilisé un nouvel outil, {_quoted(facts['tool'])}, {_times(facts['times'])} ({_label(facts['type'])})"
    return Told(sentence, "Il ne l’avait jamais utilisé, et aucun de ses droits ne le nomme.")


def _command(facts: Facts) -> Told:
    harm = ", qui peut faire du mal" if facts["harmful"] else ""
    before = f"Dans les semaines d’avant\u00a0: {_many(facts['usual'], 'commande', 'commandes')}."
    usual = before if facts["usual"] else "D’habitude, il n’en lance pas."
    return Told(f"{_did(Type.COMMAND, facts['times'])} sur le système\u00a0: {_quoted(facts['what'])}{harm}", usual)


def _sensitive(facts: Facts) -> Told:
    did = {Type.FILE: "a modifié", Type.FILE_DELETED: "a supprimé", Type.READ: "a lu"}.get(facts["type"], "a touché")
    files = _many(facts["files"], "fichier sensible", "fichiers sensibles")
    return Told(f"{did} {files}\u00a0: {_quoted(facts['what'])}", "Il ne l’avait pas fait dans les semaines d’avant.")


def _hours(facts: Facts) -> Told:
    actions = _many(facts["times"], "action", "actions")
    if "day" in facts:
        most = f"au plus {_many(facts['most'], 'action', 'actions')} en {_many(facts['weeks'], 'semaine', 'semaines')}"
        return Told(
            f"a fait {actions} le {weekday_date(_day(facts['day']))}", f"D’habitude, il ne fait presque rien ce jour-là\u00a0: {most}."
        )
    since = datetime.fromisoformat(facts["from"])
    when = f"le {weekday_date(since.date())} vers {french_time(since)}"
    if "declared" in facts:
        return Told(f"a fait {actions} {when}, hors de ses heures", f"Sa fiche dit qu’il travaille {facts['declared']}.")
    usual = f"D’habitude, il travaille entre {facts['usual_from']}{NBSP}h et {facts['usual_to']}{NBSP}h."
    return Told(f"a fait {actions} {when}", usual)


def _recipient(facts: Facts) -> Told:
    if facts["at_once"]:
        sentence = f"a envoyé {_many(facts['at_once'], 'message', 'messages')} en quelques minutes à une nouvelle adresse, {facts['name']}"
    else:
        days = _many(facts["days"], "jour", "jours")
        sentence = f"a envoyé {_many(facts['ever'], 'message', 'messages')} en {days} à une nouvelle adresse, {facts['name']}"
    return Told(
        sentence,
        f"D’habitude, une nouvelle adresse en reçoit rarement plus de {facts['usual']} la première semaine." if facts["usual"] else "",
    )


def _payee(facts: Facts) -> Told:
    paid = short_money(facts["cents"], facts["currency"])
    if facts["known"]:
        return Told(f"a payé {paid} à {facts['name']}, sur un nouveau compte", "D’habitude, ce bénéficiaire est payé sur un autre compte.")
    usual = f"Jusque-là, il n’avait pas payé plus de {short_money(facts['usual'], facts['currency'])} à la fois."
    return Told(f"a payé {paid} à un nouveau bénéficiaire, {facts['name']}", usual)


def _double(facts: Facts) -> Told:
    what = ", ".join(filter(None, (facts["what"], facts["payee"], short_money(facts["cents"], facts["currency"]))))
    more = f", et {_many(facts['times'] - 1, 'autre', 'autres')}" if facts["times"] > 1 else ""
    return Told(
        f"a fait deux fois la même chose ({_label(facts['type'])})\u00a0: {what}{more}",
        f"La première fois, le {short_date(_day(facts['before']))}.",
    )


def _split(facts: Facts) -> Told:
    paid, most = (short_money(facts[name], facts["currency"]) for name in ("cents", "most"))
    sentence = f"{_did(facts['type'], facts['times'])} le même jour à {facts['payee']}\u00a0: {paid} en tout, {most} au plus à la fois"
    if facts["limit"]:
        return Told(sentence, f"Votre limite est de {short_money(facts['limit'], facts['currency'])}.")
    return Told(
        sentence, f"D’habitude, {_times(facts['usual'])} au plus par jour." if facts["usual"] else "D’habitude, il n’en fait pas tant."
    )


def _burst(facts: Facts) -> Told:
    sentence = f"{_did(facts['type'], facts['times'])} en {_lasting(facts['seconds'])}{_failed(facts)}"
    return Told(sentence, _at_most(facts["usual"]))


def _loop(facts: Facts) -> Told:
    what = f"{_quoted(facts['tool'])} sur {_quoted(facts['what'])}"
    return Told(
        f"a répété {_times(facts['times'])} la même chose en {_lasting(facts['seconds'])}\u00a0: {what}{_failed(facts)}",
        _at_most(facts["usual"]),
    )


def _volume(facts: Facts) -> Told:
    usual = f"D’habitude, {grouped(facts['usual'])}, et {grouped(facts['most'])} au plus."
    return Told(f"{_did(facts['type'], facts['times'])} {_within(facts['days'])}", usual)


def _growth(facts: Facts) -> Told:
    _, one, more = DID[facts["type"]]
    sentence = f"fait de plus en plus de {more}\u00a0: {_many(facts['times'], one, more)} {_within(facts['days'])}"
    usual = f"D’habitude, ce serait environ {grouped(facts['usual'])}\u00a0: {facts['usual_part']}{NBSP}% de ce qu’il fait"
    return Told(sentence, f"{usual}, au lieu de {facts['part']}{NBSP}%.")


def _silence(facts: Facts) -> Told:
    usual = f"D’habitude, environ {_many(facts['usual'], 'action', 'actions')} par jour ces jours-là."
    return Told(f"n’a rien fait {span_words(_day(facts['from']), _day(facts['to']))}", usual)


WORDS: Mapping[Oddity, Callable[[Facts], Told]] = {
    Oddity.SCOPE: _scope,
    Oddity.COMMAND: _command,
    Oddity.SENSITIVE: _sensitive,
    Oddity.HOURS: _hours,
    Oddity.TOOL: _tool,
    Oddity.RECIPIENT: _recipient,
    Oddity.PAYEE: _payee,
    Oddity.DOUBLE: _double,
    Oddity.SPLIT: _split,
    Oddity.BURST: _burst,
    Oddity.LOOP: _loop,
    Oddity.VOLUME: _volume,
    Oddity.GROWTH: _growth,
    Oddity.SILENCE: _silence,
}


def _did(kind: str, times: int) -> str:
    """« a supprimé 60 fichiers »."""
    did, one, more = DID[kind]
    return f"{did} {_many(times, one, more)}"


def _at_most(usual: int) -> str:
    return f"D’habitude, {_times(usual)} au plus en vingt minutes." if usual else "D’habitude, il n’en fait pas tant."


def _failed(facts: Facts) -> str:
    return f", dont {_many(facts['failed'], 'échec', 'échecs')}" if facts["failed"] else ""


def _lasting(seconds: int) -> str:
    """« 40 secondes », « 3 minutes »: rounded up, never less than it took."""
    if seconds < 60:
        return _many(max(seconds, 1), "seconde", "secondes")
    return _many(-(-seconds // 60), "minute", "minutes")


def _within(days: int) -> str:
    """« dans la semaine », « en deux semaines », « en 3 jours »."""
    return {7: "dans la semaine", 14: "en deux semaines"}.get(days, f"en {_many(days, 'jour', 'jours')}")


def _label(kind: str) -> str:
    return str(Type(kind).label).lower()


def _quoted(text: str) -> str:
    return f"«{NBSP}{text}{NBSP}»"


def _times(number: int) -> str:
    return f"{grouped(number)}{NBSP}fois"


def _many(number: int, one: str, more: str) -> str:
    """0 and 1 are singular."""
    return f"{grouped(number)}{NBSP}{one if number <= 1 else more}"


def _day(text: str) -> date:
    return date.fromisoformat(text)

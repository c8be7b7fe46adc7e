"""What a point of a week says: one sentence without the agent's name, the usual beside it, a few details. Pure; from its facts alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from alerts.rules import codes
from alerts.rules.unusual import words as oddities
from lib.dates import french_date
from lib.money import french_money, grouped
from reviews.enums import Code, RemedyKind
from reviews.rules import questions
from reviews.rules.alerted import seen_briefly, seen_words
from reviews.rules.kinds import heading, many, tried
from reviews.rules.usual import between, usual_words

NBSP = "\u00a0"
MOST_DETAILS = 4
LONG = 15  # words
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """`title`: less than fifteen words; `usual`: one sentence, or none; `details`: at most four."""

    title: str
    usual: str = ""
    details: tuple[str, ...] = ()


def told(code: str, facts: Facts) -> Told:
    """Of a point of a week; of another review's, or of one without any facts, the name of its rule."""
    if code not in WORDS or not facts:
        return Told(str(Code(code).label))
    words = WORDS[code](facts)
    return Told(_capital(words.title), words.usual, words.details[:MOST_DETAILS])


def _follow_up(facts: Facts) -> Told:
    what = _small(RemedyKind(facts["kind"]).label)
    times = f", {facts['number']}{NBSP}fois" if facts["number"] > 1 else ""
    return Told(f"reste à faire{times}{NBSP}: {what}", f"Demandé le {french_date(date.fromisoformat(facts['since']))}.")


def _alert(facts: Facts) -> Told:
    meant = codes.TOLD[facts["code"]]
    times = f", {facts['number']}{NBSP}fois" if facts["number"] > 1 else ""
    details = list[str]()
    if facts["answered"]:
        told = "a été regardée" if facts["answered"] <= 1 else "ont été regardées"
        wrong = f", et jugée{'s' * (facts['wrong'] > 1)} «\u00a0pas normal\u00a0»" if facts["wrong"] else ""
        number = f"{many(facts['answered'], 'alerte')} " if facts["alerts"] > 1 else "Elle "
        details.append(f"{number}{told}{wrong}.")
    title, rest = _short(codes.sentence(facts["code"], facts["first"]))
    details += [f"{_capital(rest)}."] if rest else []
    return Told(f"{title}{times}", meant.meaning, (*details, *meant.advice))


def _unusual(facts: Facts) -> Told:
    if others := facts.get("others"):
        each = (f"{one['agent']}{NBSP}: {_oddity(one)}." for one in others)
        return Told(many(len(others), "autre chose inhabituelle", "autres choses inhabituelles"), "", tuple(each))
    found = oddities.told(facts["kind"], facts["first"])
    title, rest = _short(found.sentence)
    more = facts["number"] - 1
    details = [f"{_capital(rest)}."] if rest else []
    details += [seen_words(facts["alert"])] if "alert" in facts else []
    details += [f"Et {many(more, 'autre fois semblable', 'autres fois semblables')} dans la semaine."] if more else []
    details += [f"Et aussi{NBSP}: {_oddity(one)}." for one in facts.get("also", ())]
    return Told(title, found.usual, tuple(details))


def _oddity(one: Facts) -> str:
    """One of several, and whether an alert told it."""
    return f"{oddities.told(one['kind'], one['first']).sentence}{seen_briefly(one)}"


def _short(sentence: str) -> tuple[str, str]:
    """(title, what follows its colon), when the whole is too long for a title."""
    if len(sentence.split(" ")) < LONG:
        return sentence, ""
    title, _, rest = sentence.partition(f"{NBSP}: ")
    return title, rest


def _approvals(facts: Facts) -> Told:
    given, refused, expired = (facts.get(name, 0) for name in ("given", "refused", "expired"))
    parts = [many(given, "accord donné", "accords donnés")] if given else []
    parts += [many(refused, "refus", "refus")] if refused else []
    parts += [f"{many(expired, 'demande')} sans réponse"] if expired else []
    rest = facts.get("automatic", 0) + facts.get("forbidden", 0) + facts.get("withdrawn", 0)
    title = ", ".join(parts) or f"{many(rest, 'demande')}, aucune pour vous"
    details = [f"Accordé{NBSP}: {_sums(facts['sum'])}."] if facts["sum"] else []
    if facts["people"]:
        details.append("\u00a0; ".join(f"{name}{NBSP}: {yes} oui, {no} non" for name, yes, no in facts["people"]) + ".")
    if automatic := facts.get("automatic", 0):
        paid = f" ({_sums(facts['automatic_sum'])})" if facts["automatic_sum"] else ""
        details.append(f"{many(automatic, 'demande passée', 'demandes passées')} sous vos limites{paid}.")
    if forbidden := facts.get("forbidden", 0):
        details.append(f"{many(forbidden, 'demande arrêtée', 'demandes arrêtées')} par vos limites.")
    return Told(title, _usual(facts, "aucun accord", ("accord donné", "accords donnés")), tuple(details))


def _blocked(facts: Facts) -> Told:
    kinds = [tried(kind, number) for kind, number in facts["kinds"].items()]
    return Told(many(facts["number"], "action empêchée", "actions empêchées"), usual_words(facts["usual"]), (_list(kinds),))


def _new_names(facts: Facts) -> Told:
    payees, addresses = facts["payees"], facts["addresses"]
    parts = [many(payees, "nouveau bénéficiaire", "nouveaux bénéficiaires")] if payees else []
    parts += [many(addresses, "nouvelle adresse", "nouvelles adresses")] if addresses else []
    usual = ["Pas payés depuis un an." if payees > 1 else "Pas payé depuis un an."] if payees else []
    usual += ["Pas d’envoi là dans les huit semaines d’avant."] if addresses else []
    names = [f"«{NBSP}{name}{NBSP}»" for name in facts["names"]]  # outside words, never taken for ours
    shown = names if payees + addresses <= len(names) else names[: MOST_DETAILS - 1]  # masked, several may look alike
    more = payees + addresses - len(shown)
    return Told(" et ".join(parts), " ".join(usual), (*shown, f"Et {many(more, 'autre')}.") if more > 0 else tuple(shown))


def _totals(facts: Facts) -> Told:
    if not facts["number"]:
        return Told("aucune action cette semaine")
    counts = questions.Counts(facts.get("kinds", {}), facts.get("sums", {}), facts.get("biggest", {}), facts.get("others", {}))
    usual = usual_words(facts.get("usual"))
    if kind := facts.get("kind"):
        whole = questions.kind_words(kind, questions.Counts({kind: facts["number"]}, counts.sums, counts.biggest))
        return Told(whole, usual)
    failed = f", dont {many(facts['failed'], 'échec')}" if facts.get("failed") else ""
    return Told(f"{many(facts['number'], 'action')} cette semaine{failed}", usual, _counted(facts, counts))


def _counted(facts: Facts, counts: questions.Counts) -> tuple[str, ...]:
    """The template's questions first, then the kinds that none of them named."""
    template = facts.get("template", "")
    answered, asked = questions.told(template, counts)
    asking = (questions.asked_words(asked),) if asked else ()
    named = {str(what) for what in questions.ANSWERS.get(template, ())}
    kinds = [_kind(kind, facts, counts) for kind in counts.kinds if kind not in named]
    return (*[*answered, *kinds][: MOST_DETAILS - len(asking)], *asking)


def _kind(kind: str, facts: Facts, counts: questions.Counts) -> str:
    """« Messages envoyés : 96 (d’habitude de 30 à 50). »"""
    usual = facts["usuals"].get(kind)
    beside = f" (d’habitude {between(usual, 'rien')})" if usual else ""
    if kind in counts.sums:
        return f"{_capital(questions.kind_words(kind, counts))}{beside}."
    return f"{heading(kind)}{NBSP}: {grouped(facts['kinds'][kind])}{beside}."


def _silent(facts: Facts) -> Told:
    return Told("aucune action cette semaine", usual_words(facts["usual"]))


def _sample(facts: Facts) -> Told:
    drawn = many(facts["number"], "action ordinaire tirée", "actions ordinaires tirées")
    return Told(f"{drawn} au sort parmi {grouped(facts['of'])}", "Personne ne sait d’avance lesquelles seront relues.")


def _usual(facts: Facts, none: str, words: tuple[str, str]) -> str:
    if not (usual := facts["usual"]):
        return ""
    what = f" {words[usual[1] > 1]}" if usual[1] else ""
    return f"D’habitude, {between(usual, none)}{what} par semaine."


def _sums(sums: Mapping[str, int]) -> str:
    return ", ".join(french_money(cents, currency) for currency, cents in sums.items())


def _list(parts: Sequence[str]) -> str:
    return f"{_capital(', '.join(parts))}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


WORDS: Mapping[str, Callable[[Facts], Told]] = {
    Code.FOLLOW_UP: _follow_up,
    Code.ALERT: _alert,
    Code.UNUSUAL: _unusual,
    Code.APPROVALS: _approvals,
    Code.BLOCKED: _blocked,
    Code.NEW_NAMES: _new_names,
    Code.TOTALS: _totals,
    Code.SILENT: _silent,
    Code.SAMPLE: _sample,
}

"""One action as one French line, from plain values: « a envoyé un message à Durand SARL », « a tenté un virement de 1 840,00 € ». Pure."""

from collections.abc import Mapping
from typing import NamedTuple

from journal.enums import Outcome, Type
from lib.money import french_money, grouped
from lib.words import on_one_line


class Facts(NamedTuple):
    """What a line is made of; texts are masked already. Amount in cents."""

    kind: str
    outcome: str
    target: str = ""
    payee: str = ""
    amount_cents: int | None = None
    currency: str = ""
    count: int = 1  # type: ignore[assignment]  # nobody counts what stands in it


# What the agent did; and the noun of what it tried.
DONE: dict[str, str] = {
    Type.PAYMENT: "a payé",
    Type.QUOTE: "a fait un devis",
    Type.INVOICE: "a fait une facture",
    Type.CREDIT: "a fait un avoir ou un remboursement",
    Type.MESSAGE: "a envoyé {messages}",
    Type.POST: "a publié",
    Type.RECORD: "a modifié une fiche",
    Type.FILE: "a modifié un fichier",
    Type.FILE_DELETED: "a supprimé un fichier",
    Type.COMMAND: "a lancé une commande sur le système",
    Type.EXPORT: "a sorti des données",
    Type.DECISION: "a pris une décision",
    Type.READ: "a lu",
    Type.OTHER: "a fait autre chose",
}
TRIED: dict[str, str] = {
    Type.PAYMENT: "un paiement",
    Type.QUOTE: "un devis",
    Type.INVOICE: "une facture",
    Type.CREDIT: "un avoir ou un remboursement",
    Type.MESSAGE: "un envoi",
    Type.POST: "une publication",
    Type.RECORD: "une modification de fiche",
    Type.FILE: "une modification de fichier",
    Type.FILE_DELETED: "une suppression de fichier",
    Type.COMMAND: "une commande sur le système",
    Type.EXPORT: "une sortie de données",
    Type.DECISION: "une décision",
    Type.READ: "une lecture",
    Type.OTHER: "autre chose",
}
ENDS: dict[str, str] = {Outcome.FAILED: "a échoué sur {what}", Outcome.BLOCKED: "a été empêché\u00a0: {what}"}


def line(facts: Facts) -> str:
    """The line without its subject (the agent's name). Unknown kinds and outcomes read as « autre chose » and done."""
    if end := ENDS.get(facts.outcome):
        told = end.format(what=TRIED.get(facts.kind, TRIED[Type.OTHER]))
    else:
        messages = "un message" if facts.count == 1 else f"{facts.count}\u00a0messages"
        told = DONE.get(facts.kind, DONE[Type.OTHER]).format(messages=messages)
    amount = f" ({french_money(facts.amount_cents, facts.currency or 'EUR')})" if facts.amount_cents is not None else ""
    whom = f", pour {facts.payee}" if facts.payee else ""
    what = f"\u00a0: {facts.target}" if facts.target else ""
    return f"{told}{amount}{whom}{what}"


BEFORE_TARGET = " : "


def aimed(said: str, target: str) -> str:
    """on_one_line(line(…)) from the one of the same facts without a target: what many actions have in common is made once."""
    return f"{said}{BEFORE_TARGET}{on_one_line(target)}".rstrip() if target else said


def totals(when: str, number: int, failed: int, blocked: int, paid: Mapping[str, int]) -> str:
    """« Cette semaine : 214 actions, 3 échecs, 12 480,00 € payés. » Cents by currency."""
    if not number:
        return f"{when}\u00a0: aucune action."
    told = [_many(number, "action"), *([_many(failed, "échec")] if failed else [])]
    told += [f"{grouped(blocked)}\u00a0empêchée{'s' * (blocked > 1)}"] if blocked else []
    told += [f"{french_money(cents, currency)} payés" for currency, cents in sorted(paid.items())]
    return f"{when}\u00a0: {', '.join(told)}."


def hole(low: int, high: int) -> str:
    """« 3 actions manquent entre 41 et 45 »."""
    many = high - low - 1
    return f"{_many(many, 'action')} manque{'nt' * (many > 1)} entre {low} et {high}"


def _many(number: int, word: str) -> str:
    return f"{grouped(number)}\u00a0{word}{'s' * (number > 1)}"

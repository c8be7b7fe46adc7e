"""What a template wants looked at every week (`revue_hebdo_fr` of modeles_agents.json), and which figure of the journal answers it. Pure.

A question that no figure answers is put to the person, word for word: nothing is made up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from journal.enums import Type
from lib.money import french_money, grouped
from lib.vocabulary import document
from reviews.rules.kinds import done, heading, many

NBSP = "\u00a0"
# What is counted: a kind of act, or one of the four below.
NEW_PAYEES, NEW_ADDRESSES, REPEATED, BLOCKED = "new-payees", "new-addresses", "repeated", "blocked"
OTHERS = {
    NEW_PAYEES: ("nouveau bénéficiaire", "nouveaux bénéficiaires"),
    NEW_ADDRESSES: ("nouvelle adresse", "nouvelles adresses"),
    REPEATED: ("action répétée (même objet, même montant)", "actions répétées (même objet, même montant)"),
    BLOCKED: ("action empêchée", "actions empêchées"),
}
ASK = None
# As many places as the template has questions, in its order; ASK: the journal cannot tell.
ANSWERS: Mapping[str, tuple[str | None, ...]] = {
    "facturation": (Type.INVOICE, Type.CREDIT, REPEATED, NEW_ADDRESSES, ASK),
    "relance_impayes": (Type.MESSAGE, ASK, ASK, ASK),
    "support_client": (ASK, ASK, ASK, ASK, ASK),
    "tri_cv": (ASK, ASK, ASK, ASK),
    "reseaux_sociaux": (Type.POST, ASK, ASK, ASK),
    "comptabilite": (Type.RECORD, NEW_PAYEES, REPEATED, ASK),
    "agenda": (ASK, ASK, ASK),
    "reporting": (Type.MESSAGE, ASK, ASK),
    "centre_formation": (ASK, Type.MESSAGE, ASK, ASK),
    "evaluation_formation": (ASK, ASK, ASK),
    "tri_messagerie": (Type.MESSAGE, ASK, ASK, NEW_ADDRESSES),
    "devis": (Type.QUOTE, ASK, ASK),
    "prospection": (Type.MESSAGE, ASK, ASK, ASK),
    "achats_paiements": (Type.PAYMENT, NEW_PAYEES, ASK, ASK),
    "paie_rh_admin": (Type.RECORD, Type.READ, ASK),
    "assistant_documentaire": (ASK, ASK, BLOCKED, ASK),
    "standard_vocal": (ASK, ASK, ASK),
    "sous_traitance_agence": (ASK, ASK, ASK),
}


@dataclass(frozen=True)
class Counts:
    """The week of one agent. `kinds`: by kind, how many were done; `sums`, `biggest`: cents by kind, then by currency."""

    kinds: Mapping[str, int] = field(default_factory=dict)
    sums: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    biggest: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    others: Mapping[str, int] = field(default_factory=dict)


@cache
def questions_of(template: str) -> tuple[str, ...]:
    """Word for word; none for « aucun modèle »."""
    return next((tuple(item["revue_hebdo_fr"]) for item in document("modeles_agents")["items"] if item["code"] == template), ())


def told(template: str, counts: Counts) -> tuple[list[str], list[str]]:
    """(questions with their figure, questions for the person)."""
    answered, asked = list[str](), list[str]()
    asking = questions_of(template)
    for question, what in zip(asking, ANSWERS.get(template, (ASK,) * len(asking)), strict=True):
        if what is ASK:
            asked.append(question)
        else:
            subject = _subject(question)
            answered.append(f"{subject}{NBSP}: {_figure(what, subject, counts)}.")
    return answered, asked


def _subject(question: str) -> str:
    """« Factures émises : nombre, total, plus grosse » -> « Factures émises »."""
    return question.partition(" :")[0].partition(f"{NBSP}:")[0]


def _figure(what: str, subject: str, counts: Counts) -> str:
    if what in Type.values:
        return kind_words(what, counts, subject)
    number = counts.others.get(what, 0)
    one, more = OTHERS[what]
    return many(number, one, more) if number else f"{'aucun' if what == NEW_PAYEES else 'aucune'} {one}"


def kind_words(kind: str, counts: Counts, said: str = "") -> str:
    """« 12 factures émises, 8 400,00 € en tout, 2 100,00 € au plus ». After « Factures émises : » the kind is not `said` again."""
    number = counts.kinds.get(kind, 0)
    sums = sorted(counts.sums.get(kind, {}).items())
    first = grouped(number) if said == heading(kind) else done(kind, number)
    if not number or not sums:
        return first
    most = counts.biggest.get(kind, {})
    parts = [f"{french_money(cents, currency)} en tout" for currency, cents in sums]
    parts += [f"{french_money(most[currency], currency)} au plus" for currency, _ in sums if number > 1 and currency in most]
    return ", ".join([first, *parts])


def asked_words(asked: Sequence[str]) -> str:
    """One line for all that the journal does not tell."""
    told = [question.rstrip(f"{NBSP} ?") for question in asked]
    return f"À vous de le voir{NBSP}: {f'{NBSP}; '.join(_lower(one) for one in told)}{NBSP}?" if told else ""


def _lower(words: str) -> str:
    """The first letter, but for « IBAN », « CV »."""
    first = words.partition(" ")[0]
    return words if first.isupper() and len(first) > 1 else words[0].lower() + words[1:]

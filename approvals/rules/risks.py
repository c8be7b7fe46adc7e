"""What a person should look at first before answering: one table, the most serious first, and when a payment is unusual. Pure.

A fact is a code of RISKS with its details, as JSON: `{"code": "account-changed", "before": "FR76 •••• 0189"}`. A new signal is one
more line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any

from lib.words import folded

Fact = Mapping[str, Any]


@dataclass(frozen=True)
class Risk:
    """`is_risky`: refusing is then the main answer, and a yes needs the code. Else it only explains why a person is asked."""

    title: str
    advice: str
    is_risky: bool = True


RISKS: dict[str, Risk] = {
    "forbidden": Risk("Vous l’avez interdit depuis", "Une de vos limites l’interdit maintenant\u00a0: vous ne pouvez que refuser."),
    "account-changed": Risk("Le compte bancaire a changé", "Appelez ce bénéficiaire avant d’accepter, au numéro que vous connaissez déjà."),
    "bad-account": Risk("Ce numéro de compte n’existe pas", "Il lui manque des caractères, ou sa clé est fausse. Demandez-le de nouveau."),
    "paid-already": Risk("Cette facture a déjà été payée", "Vérifiez qu’il reste quelque chose à payer avant d’accepter."),
    "refused-before": Risk("Déjà refusé", "Une demande semblable a été refusée il y a peu."),
    "asked-already": Risk("Une autre demande porte sur la même facture", "N’acceptez que l’une des deux."),
    "new-payee": Risk("Vous n’avez jamais payé ce bénéficiaire", "Vérifiez qu’il existe et que ce compte est bien le sien."),
    "stray-account": Risk(
        "Un compte bancaire, mais pas de paiement", "L’agent nomme un compte sans dire qu’il paie. Refusez si vous ne savez pas pourquoi."
    ),
    "unusual-amount": Risk("Un montant inhabituel pour ce bénéficiaire", "Regardez la facture avant d’accepter."),
    "no-amount": Risk("Le montant n’est pas lisible", "L’agent n’a pas dit combien. Refusez si vous ne le savez pas par ailleurs."),
    "no-reference": Risk("Aucune référence", "Ni numéro de facture ni référence\u00a0: ce paiement peut en répéter un autre."),
    "same-amount": Risk("Le même montant a été payé il y a peu", "Vérifiez que ce sont bien deux factures.", is_risky=False),
    "unknown-tool": Risk(
        "Un outil que nous ne connaissons pas", "Dites une fois ce que fait cet outil, sur la page de l’agent.", is_risky=False
    ),
    "decision": Risk("Une décision qui touche quelqu’un", "Elle est toujours demandée à une personne.", is_risky=False),
}
ORDER = {code: place for place, code in enumerate(RISKS)}
# Fewer payments make no habit: with three, one odd invoice moves the middle to itself.
FEWEST_USUAL = 4
# In ten-thousandths. 0.6745 (how many standard deviations the median deviation is, for a normal law) and 3.5 (where a value is an
# outlier): Iglewicz and Hoaglin, « How to Detect and Handle Outliers », 1993, section 3.2 (modified z-score).
DEVIATION, OUTLIER = 6745, 35_000
ABOVE = 4  # a quarter above the highest: less is a price that went up
LEAST_SPREAD = 10  # a tenth of the middle: a subscription that never moves would make one cent unusual


@dataclass(frozen=True)
class Usual:
    """What one usually pays somebody, in cents; `many` payments."""

    low: int
    high: int
    middle: int
    many: int


def usual_of(amounts: Sequence[int]) -> Usual | None:
    """None while too few to tell."""
    if len(amounts) < FEWEST_USUAL:
        return None
    return Usual(min(amounts), max(amounts), median_low(amounts), len(amounts))


def is_unusual(amount: int, amounts: Sequence[int]) -> bool:
    """Well above all that was paid, and far from the middle by its spread. Cents; a small amount is never unusual."""
    usual = usual_of(amounts)
    if usual is None or amount <= usual.high + usual.high // ABOVE:
        return False
    spread = max(median_low([abs(each - usual.middle) for each in amounts]), usual.middle // LEAST_SPREAD)
    return DEVIATION * (amount - usual.middle) > OUTLIER * spread


def same_reference(one: str, other: str) -> bool:
    """« F-2026-1187 » and « f 2026/1187 » are one invoice. Nothing is like nothing."""
    plain = plain_reference(one)
    return bool(plain) and plain == plain_reference(other)


def plain_reference(reference: str) -> str:
    """As two spellings of one invoice compare; empty without a letter or a figure."""
    return folded(reference).replace(" ", "")


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """The most serious first, each code once."""
    once = {str(fact["code"]): fact for fact in facts if fact["code"] in RISKS}
    return sorted(once.values(), key=lambda fact: ORDER[fact["code"]])


def read_facts(kept: Iterable[Any]) -> list[Fact]:
    """As the row keeps them; the oldest rows keep bare codes."""
    return in_order({"code": one} if isinstance(one, str) else one for one in kept)


def codes_of(kept: Iterable[Any]) -> list[str]:
    """The codes alone, the most serious first."""
    return [str(fact["code"]) for fact in read_facts(kept)]


def is_risky(kept: Iterable[Any]) -> bool:
    """Does any of them ask for more than a glance?"""
    return any(RISKS[code].is_risky for code in codes_of(kept))

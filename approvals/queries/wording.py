"""A demand and a limit in a few words of ours, built from their fields: never from what the agent says."""

from approvals.enums import Measure
from approvals.models import ApprovalRequest, Limit
from journal.enums import Type
from journal.rules.lines import TRIED
from lib.money import french_money, short_money


def title(request: ApprovalRequest) -> str:
    """« un paiement de 1 840,00 €, pour Imprimerie Morel (FR76 •••• 0189) »."""
    what = TRIED.get(request.type, TRIED[Type.OTHER])
    amount = f" de {french_money(request.amount_cents, request.currency)}" if request.amount_cents is not None else ""
    return f"{what}{amount}{f', pour {request.payee}' if request.payee else ''}"


def limit_words(limit: Limit) -> str:
    """« Paiement au-dessus de 1 000 € »: the company's own words first."""
    if limit.words:
        return limit.words
    what = limit.get_type_display() if limit.type else "Toute action"
    if limit.measure in (Measure.AMOUNT, Measure.WEEK_PAYEE) and limit.value is not None:
        money = short_money(limit.value, limit.currency)
        return f"{what} au-dessus de {money}{' par semaine et par bénéficiaire' if limit.measure == Measure.WEEK_PAYEE else ''}"
    if limit.measure == Measure.PERCENT and limit.value is not None:
        return f"{what} au-dessus de {limit.value / 100:g}\u00a0%".replace(".", ",")
    if limit.measure in (Measure.COUNT, Measure.DAY_COUNT) and limit.value is not None:
        return f"{what} à plus de {limit.value}{' par jour' if limit.measure == Measure.DAY_COUNT else ' d’un coup'}"
    return f"{what}\u00a0: {str(Measure(limit.measure).label).lower()}"

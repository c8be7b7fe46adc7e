"""A demand and a limit in a few words of ours, built from their fields: never from what the agent says."""

from approvals.models import ApprovalRequest, Limit
from approvals.queries.weighing import rule_of
from approvals.rules.sentences import sentence
from journal.enums import Type
from journal.rules.lines import TRIED
from lib.money import french_money


def title(request: ApprovalRequest) -> str:
    """« un paiement de 1 840,00 €, pour Imprimerie Morel (FR76 •••• 0189) »."""
    what = TRIED.get(request.type, TRIED[Type.OTHER])
    amount = f" de {french_money(request.amount_cents, request.currency)}" if request.amount_cents is not None else ""
    return f"{what}{amount}{f', pour {request.payee}' if request.payee else ''}"


def limit_words(limit: Limit) -> str:
    """« Paiement au-dessus de 1 000 € »: the company's own words first."""
    return limit.words or sentence(rule_of(limit))

"""How many of a kind, in words: « 96 messages envoyés », « 1 paiement fait ». Pure; 0 and 1 are singular."""

from collections.abc import Mapping

from journal.enums import Type
from lib.money import grouped

NBSP = "\u00a0"
# (one, several) of what was done; (one, several) of what was tried; is it feminine?
DONE: Mapping[str, tuple[str, str]] = {
    Type.PAYMENT: ("paiement fait", "paiements faits"),
    Type.QUOTE: ("devis fait", "devis faits"),
    Type.INVOICE: ("facture émise", "factures émises"),
    Type.CREDIT: ("avoir ou remboursement fait", "avoirs ou remboursements faits"),
    Type.MESSAGE: ("message envoyé", "messages envoyés"),
    Type.POST: ("publication faite", "publications faites"),
    Type.RECORD: ("fiche modifiée", "fiches modifiées"),
    Type.FILE: ("fichier modifié", "fichiers modifiés"),
    Type.FILE_DELETED: ("fichier supprimé", "fichiers supprimés"),
    Type.COMMAND: ("commande système lancée", "commandes système lancées"),
    Type.EXPORT: ("export de données", "exports de données"),
    Type.DECISION: ("décision prise", "décisions prises"),
    Type.READ: ("lecture", "lectures"),
    Type.OTHER: ("autre action", "autres actions"),
}
TRIED: Mapping[str, tuple[str, str]] = {
    Type.PAYMENT: ("paiement", "paiements"),
    Type.QUOTE: ("devis", "devis"),
    Type.INVOICE: ("facture", "factures"),
    Type.CREDIT: ("avoir ou remboursement", "avoirs ou remboursements"),
    Type.MESSAGE: ("envoi", "envois"),
    Type.POST: ("publication", "publications"),
    Type.RECORD: ("modification de fiche", "modifications de fiches"),
    Type.FILE: ("modification de fichier", "modifications de fichiers"),
    Type.FILE_DELETED: ("suppression de fichier", "suppressions de fichiers"),
    Type.COMMAND: ("commande système", "commandes système"),
    Type.EXPORT: ("export de données", "exports de données"),
    Type.DECISION: ("décision", "décisions"),
    Type.READ: ("lecture", "lectures"),
    Type.OTHER: ("autre action", "autres actions"),
}


def many(number: int, one: str, more: str = "") -> str:
    """« 1 action », « 1 204 actions »."""
    return f"{grouped(number)}{NBSP}{one if number <= 1 else more or one + 's'}"


def done(kind: str, number: int) -> str:
    """« 12 factures émises »."""
    return many(number, *DONE.get(kind, DONE[Type.OTHER]))


def tried(kind: str, number: int) -> str:
    """« 2 envois »."""
    return many(number, *TRIED.get(kind, TRIED[Type.OTHER]))


def heading(kind: str) -> str:
    """« Factures émises »."""
    words = DONE.get(kind, DONE[Type.OTHER])[1]
    return words[0].upper() + words[1:]

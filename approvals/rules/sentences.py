"""A limit in French, from plain values: « Paiement au-dessus de 1 000 € », « Message : plus de 50 par jour ». Pure."""

from collections.abc import Iterable, Mapping
from datetime import time

from approvals.enums import Measure
from approvals.rules.limits import Rule
from journal.enums import Type
from lib.dates import WEEKDAYS, weekdays_said
from lib.money import grouped, short_money

WHAT: Mapping[str, str] = {
    "": "Toute action",
    Type.PAYMENT: "Paiement",
    Type.QUOTE: "Devis",
    Type.INVOICE: "Facture",
    Type.CREDIT: "Avoir ou remboursement",
    Type.MESSAGE: "Message",
    Type.POST: "Publication",
    Type.RECORD: "Fiche ou écriture modifiée",
    Type.FILE: "Fichier modifié",
    Type.FILE_DELETED: "Fichier supprimé",
    Type.COMMAND: "Commande système",
    Type.EXPORT: "Export de données",
    Type.DECISION: "Décision",
    Type.OTHER: "Autre action",
}
# The kinds of the ready-made templates (vocabularies/modeles_agents.json), beside the type they belong to.
KINDS: Mapping[tuple[str, str], str] = {
    (Type.PAYMENT, "urgence"): "Paiement urgent ou confidentiel",
    (Type.QUOTE, "clause"): "Clause hors modèle dans un devis",
    (Type.DECISION, "rejet"): "Rejet d’un candidat",
    (Type.DECISION, "classement"): "Classement de candidats",
    (Type.DECISION, "mise_en_demeure"): "Mise en demeure",
    (Type.DECISION, "blocage"): "Blocage d’un client, ou refus de service",
    (Type.DECISION, "echeancier"): "Délai ou échéancier accordé",
    (Type.DECISION, "attestation"): "Attestation ou certificat de réalisation",
    (Type.DECISION, "note"): "Note donnée à une personne",
    (Type.DECISION, "orientation"): "Orientation d’une personne",
    (Type.MESSAGE, "reclamation"): "Réponse à une réclamation ou à une demande RGPD",
    (Type.MESSAGE, "destinataire_externe"): "Envoi hors de l’entreprise",
    (Type.MESSAGE, "financeur"): "Dossier déposé chez un financeur",
    (Type.MESSAGE, "piece_jointe"): "Envoi d’une pièce jointe interne",
    (Type.MESSAGE, "campagne"): "Campagne d’envois",
    (Type.MESSAGE, "document"): "Document nominatif envoyé",
    (Type.POST, "reponse"): "Réponse à un avis négatif",
    (Type.RECORD, "iban"): "Modification d’un IBAN",
    (Type.RECORD, "iban_salarie"): "IBAN d’un salarié modifié",
    (Type.RECORD, "donnees_compte"): "Changement d’e-mail, de téléphone ou d’adresse",
    (Type.RECORD, "note_frais"): "Note de frais",
    (Type.RECORD, "annulation"): "Annulation de rendez-vous",
    (Type.RECORD, "externe"): "Ajout d’une personne extérieure",
    (Type.RECORD, "nouvelle_source"): "Nouvelle source de contacts",
    (Type.RECORD, "variable"): "Variable de paie",
    (Type.FILE, "nouveau_dossier"): "Indexation d’un nouveau dossier",
    (Type.EXPORT, "individuel"): "Indicateur par salarié",
    (Type.OTHER, "urgence"): "Appel d’urgence à transférer",
    (Type.OTHER, "hors_instruction"): "Action hors instruction",
}
DISCOUNTED = frozenset({Type.QUOTE, Type.INVOICE, Type.CREDIT})


def sentence(rule: Rule) -> str:
    """When the limit is met, without what happens then."""
    what = _what(rule)
    if rule.measure in VALUED and rule.value is not None:
        return VALUED[rule.measure].format(what=what, **_said(rule))
    if rule.measure == Measure.NEW_PAYEE:
        return "Nouveau bénéficiaire, ou compte changé" if not rule.type else f"{what} à un nouveau bénéficiaire, ou sur un compte changé"
    if rule.measure == Measure.HOURS:
        return f"{what} en dehors {hours_words(rule.starts, rule.ends, rule.days)}"
    return f"{what}\u00a0: toujours" if rule.type or rule.kind else "Toute action, toujours"


def hours_words(starts: time | None, ends: time | None, days: Iterable[int]) -> str:
    """« de 8 h à 19 h, du lundi au vendredi », after « en dehors »."""
    hours = f"de {_hour(starts)} à {_hour(ends)}" if starts is not None and ends is not None else ""
    chosen = [day - 1 for day in sorted(days)]
    told = weekdays_said(chosen) if 0 < len(chosen) < len(WEEKDAYS) else ""
    return ", ".join(part for part in (hours, told) if part) if hours else f"de ces jours\u00a0: {told}" if told else "de toute heure"


VALUED: Mapping[str, str] = {
    Measure.AMOUNT: "{what}{on} au-dessus de {money}",
    Measure.WEEK_PAYEE: "{what}\u00a0: plus de {money} par semaine au même bénéficiaire",
    Measure.PERCENT: "{what} avec {discount} de plus de {percent}",
    Measure.COUNT: "{what}{many} d’un coup",
    Measure.DAY_COUNT: "{what}\u00a0: plus de {number} par jour",
}


def _said(rule: Rule) -> dict[str, str]:
    value = rule.value or 0
    number = grouped(value)
    return {
        "money": short_money(value, rule.currency),
        "number": number,
        "on": " sur une somme" if rule.type == Type.MESSAGE else "",
        "percent": f"{value / 100:g}\u00a0%".replace(".", ","),
        "discount": "une remise" if rule.type in DISCOUNTED else "un pourcentage",
        "many": f" à plus de {number}\u00a0destinataires" if rule.type == Type.MESSAGE else f"\u00a0: plus de {number}",
    }


def _what(rule: Rule) -> str:
    if not rule.kind:
        return WHAT.get(rule.type, WHAT[""])
    return KINDS.get((rule.type, rule.kind)) or f"{WHAT.get(rule.type, WHAT[''])} «\u00a0{rule.kind}\u00a0»"


def _hour(when: time) -> str:
    return f"{when.hour}\u00a0h" + (f"\u00a0{when.minute:02}" if when.minute else "")

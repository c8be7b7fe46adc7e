"""What the thresholds of the ready-made templates mean as limits. Words and figures stay in vocabularies/modeles_agents.json."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from approvals.enums import Answer, Measure
from journal.enums import Type
from lib.vocabulary import document

UNITS = {"EUR": (Measure.AMOUNT, 100), "%": (Measure.PERCENT, 100), "destinataires": (Measure.COUNT, 1), "rendez-vous": (Measure.COUNT, 1)}


@dataclass(frozen=True)
class Meant:
    """A threshold's place. `kind` True: acts of this very kind, named by the threshold's code. `measure`: when not the unit's own."""

    type: str
    kind: bool = False
    measure: Measure | None = None
    asks_call_back: bool = False


SAID: Mapping[tuple[str, str], Meant] = {
    ("facturation", "facture"): Meant(Type.INVOICE),
    ("facturation", "avoir"): Meant(Type.CREDIT, measure=Measure.ALWAYS),
    ("facturation", "remise"): Meant(Type.INVOICE),
    ("facturation", "iban"): Meant(Type.RECORD, kind=True, asks_call_back=True),
    ("facturation", "envoi_masse"): Meant(Type.MESSAGE),
    ("relance_impayes", "mise_en_demeure"): Meant(Type.DECISION, kind=True),
    ("relance_impayes", "montant"): Meant(Type.MESSAGE),
    ("relance_impayes", "blocage"): Meant(Type.DECISION, kind=True),
    ("relance_impayes", "echeancier"): Meant(Type.DECISION, kind=True),
    ("support_client", "remboursement"): Meant(Type.CREDIT),
    ("support_client", "donnees_compte"): Meant(Type.RECORD, kind=True),
    ("support_client", "reclamation"): Meant(Type.MESSAGE, kind=True),
    ("tri_cv", "rejet"): Meant(Type.DECISION, kind=True),
    ("tri_cv", "classement"): Meant(Type.DECISION, kind=True),
    ("tri_cv", "message"): Meant(Type.MESSAGE),
    ("reseaux_sociaux", "publication"): Meant(Type.POST),
    ("reseaux_sociaux", "reponse"): Meant(Type.POST, kind=True),
    ("reseaux_sociaux", "mp"): Meant(Type.MESSAGE),
    ("comptabilite", "ecriture"): Meant(Type.RECORD),
    ("comptabilite", "nouveau_fournisseur"): Meant("", measure=Measure.NEW_PAYEE, asks_call_back=True),
    ("comptabilite", "note_frais"): Meant(Type.RECORD, kind=True),
    ("agenda", "annulation"): Meant(Type.RECORD, kind=True),
    ("agenda", "externe"): Meant(Type.RECORD, kind=True),
    ("reporting", "destinataire_externe"): Meant(Type.MESSAGE, kind=True),
    ("reporting", "individuel"): Meant(Type.EXPORT, kind=True),
    ("centre_formation", "attestation"): Meant(Type.DECISION, kind=True),
    ("centre_formation", "financeur"): Meant(Type.MESSAGE, kind=True),
    ("centre_formation", "masse"): Meant(Type.MESSAGE),
    ("evaluation_formation", "note"): Meant(Type.DECISION, kind=True),
    ("evaluation_formation", "orientation"): Meant(Type.DECISION, kind=True),
    ("tri_messagerie", "envoi"): Meant(Type.MESSAGE),
    ("tri_messagerie", "suppression"): Meant(Type.FILE_DELETED),
    ("tri_messagerie", "piece_jointe"): Meant(Type.MESSAGE, kind=True),
    ("tri_messagerie", "masse"): Meant(Type.MESSAGE),
    ("devis", "devis"): Meant(Type.QUOTE),
    ("devis", "remise"): Meant(Type.QUOTE),
    ("devis", "clause"): Meant(Type.QUOTE, kind=True),
    ("prospection", "campagne"): Meant(Type.MESSAGE, kind=True),
    ("prospection", "volume"): Meant(Type.MESSAGE, measure=Measure.DAY_COUNT),
    ("prospection", "nouvelle_source"): Meant(Type.RECORD, kind=True),
    ("achats_paiements", "virement"): Meant(Type.PAYMENT),
    ("achats_paiements", "cumul"): Meant(Type.PAYMENT, measure=Measure.WEEK_PAYEE),
    ("achats_paiements", "beneficiaire"): Meant(Type.PAYMENT, measure=Measure.NEW_PAYEE, asks_call_back=True),
    ("achats_paiements", "urgence"): Meant(Type.PAYMENT, kind=True),
    ("paie_rh_admin", "variable"): Meant(Type.RECORD, kind=True),
    ("paie_rh_admin", "iban_salarie"): Meant(Type.RECORD, kind=True, asks_call_back=True),
    ("paie_rh_admin", "document"): Meant(Type.MESSAGE, kind=True),
    ("assistant_documentaire", "nouveau_dossier"): Meant(Type.FILE, kind=True),
    ("standard_vocal", "urgence"): Meant(Type.OTHER, kind=True),
    ("sous_traitance_agence", "hors_instruction"): Meant(Type.OTHER, kind=True),
}


def brought_by(template: str) -> list[dict[str, Any]]:
    """The columns of the limits a template brings; nothing for an unknown template."""
    return [_columns(template, told) for told in thresholds(template) if (template, told["code"]) in SAID]


def thresholds(template: str) -> list[dict[str, Any]]:
    """As the vocabulary has them: code, regle_fr, valeur, unite."""
    items = {item["code"]: item for item in document("modeles_agents")["items"]}
    return list(items.get(template, {}).get("seuils_approbation", []))


def _columns(template: str, told: Mapping[str, Any]) -> dict[str, Any]:
    meant = SAID[template, told["code"]]
    own, times = UNITS.get(told["unite"], (Measure.ALWAYS, 1))
    measure = meant.measure or own
    has_value = measure in (Measure.AMOUNT, Measure.WEEK_PAYEE, Measure.PERCENT, Measure.COUNT, Measure.DAY_COUNT)
    return {
        "type": meant.type,
        "kind": told["code"] if meant.kind else "",
        "measure": measure,
        "value": int(told["valeur"] * (times if measure != Measure.WEEK_PAYEE else 100)) if has_value else None,
        "answer": Answer.ASK,
        "asks_call_back": meant.asks_call_back,
        "words": "" if has_value else told["regle_fr"],
        "template": f"{template}/{told['code']}",
    }

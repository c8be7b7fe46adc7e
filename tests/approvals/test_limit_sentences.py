"""What each limit says: every threshold of the templates in words that mean the same, and every measure in French."""

from datetime import time
from uuid import UUID

import pytest

from approvals.enums import Answer, Measure
from approvals.rules.limits import Rule
from approvals.rules.sentences import KINDS, sentence
from approvals.rules.template_limits import brought_by
from inventory import catalogue
from journal.enums import Type

ID = UUID(int=1)
# The thresholds with a figure: what the vocabulary says is « Remise au-dessus du seuil », 10, « % ». The others keep its very words.
FIGURES = {
    "facturation/facture": "Facture au-dessus de 5 000 €",
    "facturation/remise": "Facture avec une remise de plus de 10 %",
    "facturation/envoi_masse": "Message à plus de 20 destinataires d’un coup",
    "relance_impayes/montant": "Message sur une somme au-dessus de 3 000 €",
    "support_client/remboursement": "Avoir ou remboursement au-dessus de 50 €",
    "reseaux_sociaux/mp": "Message à plus de 5 destinataires d’un coup",
    "comptabilite/ecriture": "Fiche ou écriture modifiée au-dessus de 1 000 €",
    "comptabilite/note_frais": "Note de frais au-dessus de 200 €",
    "agenda/annulation": "Annulation de rendez-vous : plus de 3 d’un coup",
    "centre_formation/masse": "Message à plus de 30 destinataires d’un coup",
    "tri_messagerie/masse": "Message à plus de 10 destinataires d’un coup",
    "devis/devis": "Devis au-dessus de 10 000 €",
    "devis/remise": "Devis avec une remise de plus de 10 %",
    "prospection/volume": "Message : plus de 50 par jour",
    "achats_paiements/virement": "Paiement au-dessus de 1 000 €",
    "achats_paiements/cumul": "Paiement : plus de 3 000 € par semaine au même bénéficiaire",
}


def rule(measure: Measure, value: int | None = None, **more: object) -> Rule:
    return Rule(**({"id": ID, "measure": measure, "value": value} | more))  # type: ignore[arg-type]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_every_threshold_is_said_with_its_figure_or_in_its_own_words() -> None:
    said, own = {}, 0
    for template in catalogue.templates():
        for told in brought_by(template):
            if told["words"]:
                own += 1
                continue
            columns = {name: told[name] for name in ("measure", "value", "type", "kind")}
            said[told["template"]] = plain(sentence(Rule(id=ID, **columns)))
    assert said == FIGURES
    assert own + len(said) == 50


def test_every_kind_a_template_knows_has_a_word() -> None:
    brought = [told for template in catalogue.templates() for told in brought_by(template)]
    assert {(told["type"], told["kind"]) for told in brought if told["kind"]} == set(KINDS)
    assert {told["answer"] for told in brought} == {Answer.ASK}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (rule(Measure.ALWAYS), "Toute action, toujours"),
        (rule(Measure.ALWAYS, type="decision", kind="rejet"), "Rejet d’un candidat : toujours"),
        (rule(Measure.ALWAYS, type="decision", kind="autre"), "Décision « autre » : toujours"),
        (rule(Measure.AMOUNT, 12_50), "Toute action au-dessus de 12,50 €"),
        (rule(Measure.PERCENT, 12_50, type="credit"), "Avoir ou remboursement avec une remise de plus de 12,5 %"),
        (rule(Measure.PERCENT, 5_00, type="record.modify"), "Fiche ou écriture modifiée avec un pourcentage de plus de 5 %"),
        (rule(Measure.COUNT, 1000, type="file.delete"), "Fichier supprimé : plus de 1 000 d’un coup"),
        (rule(Measure.NEW_PAYEE), "Nouveau bénéficiaire, ou compte changé"),
        (rule(Measure.NEW_PAYEE, type="payment"), "Paiement à un nouveau bénéficiaire, ou sur un compte changé"),
        (rule(Measure.HOURS, type="payment", starts=time(8), ends=time(18, 30)), "Paiement en dehors de 8 h à 18 h 30"),
        (rule(Measure.HOURS, days=frozenset({1, 2, 3, 4, 5})), "Toute action en dehors de ces jours : du lundi au vendredi"),
        (rule(Measure.HOURS, days=frozenset({6})), "Toute action en dehors de ces jours : le samedi"),
        (rule(Measure.HOURS, starts=time(22), ends=time(6), days=frozenset({1, 3, 6})),
         "Toute action en dehors de 22 h à 6 h, le lundi, le mercredi et le samedi"),
        (rule(Measure.HOURS), "Toute action en dehors de toute heure"),
    ],
)  # fmt: skip
def test_each_measure_reads_as_a_sentence(given: Rule, words: str) -> None:
    assert plain(sentence(given)) == words


@pytest.mark.parametrize("kind", [kind for kind in Type if kind != Type.READ])
@pytest.mark.parametrize("measure", list(Measure))
def test_every_nature_has_words_for_every_measure(kind: Type, measure: Measure) -> None:
    assert len(sentence(rule(measure, 20, type=kind))) > 8

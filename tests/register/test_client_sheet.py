"""What clients may be told: each sentence with its proof, its absence without."""

from dataclasses import replace
from typing import Any

import pytest

from register.client_facts import Basis, Claimed, ClientFacts, Held, Seen, Sent
from register.client_said import ClientSheet, as_text, to_json
from register.client_sheet import NOT_ALONE, Paragraph, paragraphs, said
from tests.register.books import AT as PRINTED_AT

BARE = ClientFacts(company="Vasseur Menuiserie", agent="Facturier", reference="RT-0001", title="Facturation")
FULL = replace(
    BARE,
    address="3 rue des Copeaux, Lyon",
    contact="contact@vasseur.example",
    has_dpo=True,
    dpo_name="Inès Faure",
    dpo_contact="dpo@vasseur.example",
    purpose="Établir et suivre vos factures",
    data=(Seen("vos coordonnées", retention="5 ans", origin="direct"), Seen("vos factures", retention="5 ans", origin="direct")),
    obligation="Sans ces données, nous ne pouvons pas facturer",
    rights=(Held("read", "devis"), Held("send", "factures validées")),
    forbidden=("Supprimer une facture émise",),
    in_charge="Alice Martin",
    automation="assisted",
    bases=(Basis("contrat", "Facturer", "Contrat conclu", "par Alice Martin le 23 novembre 2026"),),
    recipients=("notre banque",),
    has_transfers=False,
    training="no",
    training_proof="Contrat du fournisseur, article 4",
    claims={
        "control": Claimed("Ses actions sont relues chaque semaine.", "la revue signée le 20 novembre"),
        "limits": Claimed("Une personne valide avant tout virement de plus de 1 000 €.", "la limite du 2 novembre"),
        "journal": Claimed("Le journal de ses actions est gardé un an.", "le réglage du journal"),
    },
)


def question(words: str, facts: ClientFacts) -> Paragraph:
    return next((one for one in paragraphs(facts) if one.question.replace("\u00a0", " ").startswith(words)), Paragraph(words))


def told(words: str, facts: ClientFacts) -> list[str]:
    return [one.text for one in question(words, facts).sentences]


def reasons(words: str, facts: ClientFacts) -> str:
    return " | ".join(f"{one.what}\u00a0: {one.because}" for one in question(words, facts).absences)


@pytest.mark.parametrize(
    ("words", "change", "sentence"),
    [
        ("Qui ?", {}, "Vasseur Menuiserie, 3 rue des Copeaux, Lyon."),
        ("Qui ?", {}, "Contact : contact@vasseur.example."),
        ("Qui ?", {}, "Délégué à la protection des données : Inès Faure, dpo@vasseur.example."),
        ("À quoi", {}, "Établir et suivre vos factures."),
        ("Quelles", {}, "Vos coordonnées, vos factures."),
        ("Quelles", {"data": (Seen("votre santé", is_sensitive=True),)}, "La loi protège davantage : votre santé."),
        ("D’où", {}, "De vous."),
        ("D’où", {"source": "Le notaire nous les donne"}, "Le notaire nous les donne."),
        (
            "D’où",
            {"data": (Seen("a", origin="direct"), Seen("b", origin="indirect", origin_words="annuaire"))},
            "De vous, et d’ailleurs : annuaire.",
        ),
        ("Devez", {}, "Sans ces données, nous ne pouvons pas facturer."),
        ("Que peut", {}, "Lire : devis."),
        ("Que peut", {}, "Envoyer : factures validées."),
        ("Que ne", {}, "Supprimer une facture émise."),
        ("Qui vérifie", {}, "Alice Martin en est responsable."),
        ("Qui vérifie", {}, "Ses actions sont relues chaque semaine."),
        ("Qui vérifie", {}, "Une personne valide avant tout virement de plus de 1 000 €."),
        ("Décide", {}, NOT_ALONE),
        ("Décide", {"automation": "none"}, NOT_ALONE),
        ("Décide", {"automation": "alone", "automation_words": "Refuser un devis."}, "Oui, pour ceci : Refuser un devis."),
        ("Décide", {"automation": "alone"}, "Oui, pour certaines décisions."),
        ("Décide", {"automation": "alone"}, "Vous pouvez demander une personne, donner votre avis et contester."),
        ("Pourquoi", {}, "Nous en avons besoin pour tenir le contrat passé avec vous, ou préparer le devis que vous demandez."),
        (
            "Pourquoi",
            {"bases": (Basis("obligation_legale", "a", "Code de commerce L123-22.", "hier"), Basis("contrat", "Facturer", "", "hier"))},
            "A : la loi nous l’impose : code de commerce L123-22.",
        ),
        ("Qui d’autre", {}, "Notre banque."),
        ("Vont", {}, "Non."),
        (
            "Vont",
            {"transfers": (Sent("Anthropic", "États-Unis", "Clauses contractuelles types"),)},
            "Oui, vers Anthropic (États-Unis), sous cette garantie : clauses contractuelles types.",
        ),
        ("Combien", {}, "Vos coordonnées, vos factures : 5 ans."),
        (
            "Combien",
            {"data": (Seen("vos factures", retention="5 ans", archive="10 ans"),)},
            "Vos factures : 5 ans, puis en archive : 10 ans.",
        ),
        ("Combien", {}, "Le journal de ses actions est gardé un an."),
        ("Servent", {}, "Non."),
        ("Servent", {"training": "yes", "training_proof": ""}, "Oui."),
        ("Vos droits", {}, "Écrivez à dpo@vasseur.example : réponse sous un mois."),
        ("Vos droits", {"has_dpo": False}, "Écrivez à contact@vasseur.example : réponse sous un mois."),
        ("Vos droits", {}, "Vous pouvez aussi saisir la CNIL (cnil.fr)."),
    ],
)
def test_a_sentence_stands_with_its_proof(words: str, change: dict[str, Any], sentence: str) -> None:
    found = question(words, replace(FULL, **change))
    plain = {one.text.replace("\u00a0", " "): one.proof for one in found.sentences}
    assert plain.get(sentence), list(plain)


@pytest.mark.parametrize(
    ("words", "change", "reason"),
    [
        ("Qui ?", {"address": ""}, "elle n’est pas notée"),
        ("Qui ?", {"contact": ""}, "ni adresse e-mail ni téléphone"),
        ("Qui ?", {"dpo_contact": ""}, "ses coordonnées ne sont pas notées"),
        ("Qui ?", {"has_dpo": None}, "personne n’a dit si vous en avez un"),
        ("À quoi", {"purpose": ""}, "pas de finalité"),
        ("Quelles", {"data": ()}, "la fiche n’en liste aucune"),
        ("D’où", {"data": (Seen("a"),)}, "la fiche ne le dit pas"),
        ("Que peut", {"rights": ()}, "aucun droit en cours"),
        ("Que ne", {"rights": (Held("delete", "brouillons"),)}, "« Supprimer : brouillons » pourrait le permettre"),
        ("Que ne", {"rights": (Held("command", "serveur"),)}, "« Lancer des programmes : serveur » pourrait le permettre"),
        ("Que ne", {"forbidden": ("Inventer un prix",)}, "rien ne le vérifie"),
        ("Qui vérifie", {"in_charge": ""}, "personne n’est nommé"),
        ("Qui vérifie", {"claims": {}}, "aucune revue de la semaine n’est signée"),
        ("Qui vérifie", {"claims": {}}, "aucune limite n’est réglée"),
        ("Décide", {"automation": ""}, "personne n’a répondu"),
        ("Décide", {"automation": "alone"}, "Quelle décision"),
        ("Décide", {"is_notice_proposed": True}, "S’il décide seul : la réponse est celle du modèle, à confirmer"),
        ("Devez-vous", {"is_notice_proposed": True}, "S’il faut répondre : la réponse est celle du modèle"),
        ("D’où", {"data": (Seen("a", origin="direct", is_proposed=True),)}, "celle du modèle, à confirmer"),
        ("Combien", {"data": (Seen("a", retention="5 ans", is_proposed=True),)}, "Combien de temps : a : la réponse est celle du modèle"),
        ("Pourquoi", {"bases": ()}, "pas de base légale"),
        ("Pourquoi", {"bases": (Basis("contrat", "Facturer"),)}, "n’est pas confirmée"),
        ("Pourquoi", {"bases": (Basis("", "Facturer", "", "hier"),)}, "n’est pas choisie"),
        ("Pourquoi", {"bases": (Basis("interet_legitime", "Relancer", "", "hier"),)}, "elle n’est pas écrite"),
        ("Qui d’autre", {"recipients": ()}, "aucun destinataire"),
        ("Vont", {"has_transfers": None}, "la fiche ne le dit pas"),
        ("Vont", {"hosted_outside": "États-Unis"}, "hébergé hors de l’Union : États-Unis"),
        ("Vont", {"transfers": (Sent("Anthropic", "États-Unis"),)}, "la garantie manque"),
        ("Vont", {"untold": ("Hébergeur (États-Unis)",)}, "chez Hébergeur (États-Unis) : ce destinataire est hors d’Europe"),
        ("Que ne", {"rights": ()}, "aucun droit n’est noté"),
        ("Combien", {"data": (Seen("vos factures"),)}, "la durée n’est pas notée"),
        ("Combien", {"claims": {}}, "aucun journal"),
        ("Servent", {"training": ""}, "personne n’a répondu"),
        ("Servent", {"training_proof": ""}, "aucune preuve n’est notée"),
        ("Vos droits", {"bases": ()}, "dépendent de la base légale"),
        ("Vos droits", {"contact": "", "has_dpo": False}, "aucun contact"),
    ],
)
def test_a_sentence_without_proof_is_absent_and_says_why(words: str, change: dict[str, Any], reason: str) -> None:
    assert reason in reasons(words, replace(FULL, **change)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("code", "given", "kept"),
    [
        ("consentement", ("effacer", "récupérer"), ("opposer",)),
        ("contrat", ("effacer", "récupérer"), ("opposer",)),
        ("interet_legitime", ("effacer", "opposer"), ("récupérer",)),
        ("obligation_legale", (), ("effacer", "récupérer", "opposer")),
    ],
)
def test_the_rights_are_those_of_the_basis(code: str, given: tuple[str, ...], kept: tuple[str, ...]) -> None:
    words = told("Vos droits", replace(FULL, bases=(Basis(code, "a", "b", "hier"),)))[0]
    assert "les consulter, les faire corriger, faire limiter leur usage" in words
    assert all(right in words for right in given)
    assert not any(right in words for right in kept)


def test_a_full_sheet_lacks_nothing_and_a_bare_one_is_a_draft() -> None:
    assert [absence for one in paragraphs(FULL) for absence in one.absences] == []
    assert not said(FULL).is_draft
    assert said(BARE).is_draft
    assert [one.question for one in said(BARE).told] == ["Qui\u00a0?", "Vos droits"]


def test_what_is_not_required_does_not_make_a_draft() -> None:
    assert not said(replace(FULL, claims={}, training="", address="", in_charge="")).is_draft


def test_the_text_to_copy_and_the_data_hold_no_proof() -> None:
    sheet = ClientSheet(said(FULL), 3, PRINTED_AT)
    for words in (as_text(sheet), to_json(sheet.said).decode()):
        assert "Comment notre assistant «\u00a0Facturier\u00a0» utilise vos données" in words
        assert "Lire\u00a0: devis." in words
        assert "article 4" not in words
        assert "revue signée" not in words
    assert as_text(sheet).endswith("Fiche à jour du 21\u00a0novembre 2026, traitement RT-0001.\n")

"""What a point of a week says, as tables: one short sentence, the usual beside it, plurals at 0, 1 and more."""

from typing import Any

import pytest

from alerts.enums import Code as Alerted
from alerts.rules.codes import TOLD
from journal.enums import Type
from reviews.enums import Code, RemedyKind
from reviews.rules import questions
from reviews.rules.heads import LEFT, head_words
from reviews.rules.kinds import DONE, TRIED, done, many
from reviews.rules.masking import shown_name
from reviews.rules.sentences import WORDS, told
from reviews.rules.usual import spread, usual_words
from tests.alerts.test_rules import FACTS

TOTALS = {
    "number": 214, "failed": 0, "usual": [180, 230], "template": "", "kinds": {"message.send": 96, "data.read": 118},
    "usuals": {"message.send": [30, 50], "data.read": None}, "sums": {}, "biggest": {}, "others": {},
}  # fmt: skip
APPROVALS = {
    "given": 9, "refused": 2, "sum": {"EUR": 2906_15}, "automatic_sum": {}, "people": [["Alice Martin", 8, 2], ["Benoît Leroy", 1, 0]],
    "usual": [3, 6], "requests": [],
}  # fmt: skip
SAID: list[tuple[Code, dict[str, Any], str, str, tuple[str, ...]]] = [
    (
        Code.FOLLOW_UP,
        {"kind": "limit", "number": 1, "since": "2026-11-13"},
        "Reste à faire : poser une limite",
        "Demandé le 13 novembre 2026.",
        (),
    ),
    (
        Code.FOLLOW_UP,
        {"kind": "right", "number": 3, "since": "2026-11-01"},
        "Reste à faire, 3 fois : retirer un droit",
        "Demandé le 1er novembre 2026.",
        (),
    ),
    (
        Code.ALERT,
        {"code": "refusals", "number": 1, "first": {}, "alerts": 1, "answered": 0, "wrong": 0},
        "A été refusé trois fois en une heure",
        "Il continue de demander ce que vous ne voulez pas.",
        ("Regardez ses demandes.", "Revoyez sa consigne ou vos limites."),
    ),
    (
        Code.ALERT,
        {"code": "bypassed", "number": 2, "first": {"type": "payment"}, "alerts": 2, "answered": 1, "wrong": 1},
        "N’a pas demandé l’accord qu’il fallait (paiement), 2 fois",
        "Une de vos limites demandait l’accord d’une personne. L’action a été faite sans cet accord.",
        (
            "1 alerte a été regardée, et jugée « pas normal ».",
            "Regardez ce qui a été fait.",
            "Coupez l’agent si vous ne le comprenez pas.",
            "Faites vérifier son branchement.",
        ),
    ),
    (
        Code.APPROVALS,
        APPROVALS,
        "9 accords donnés, 2 refus",
        "D’habitude, de 3 à 6 accords donnés par semaine.",
        ("Accordé : 2 906,15 €.", "Alice Martin : 8 oui, 2 non ; Benoît Leroy : 1 oui, 0 non."),
    ),
    (
        Code.APPROVALS,
        {
            "given": 1,
            "refused": 1,
            "expired": 1,
            "automatic": 1,
            "forbidden": 2,
            "sum": {},
            "automatic_sum": {"EUR": 500},
            "people": [],
            "usual": [0, 0],
        },
        "1 accord donné, 1 refus, 1 demande sans réponse",
        "D’habitude, aucun accord par semaine.",
        ("1 demande passée sous vos limites (5,00 €).", "2 demandes arrêtées par vos limites."),
    ),
    (
        Code.APPROVALS,
        {"automatic": 41, "sum": {}, "automatic_sum": {}, "people": [], "usual": None},
        "41 demandes, aucune pour vous",
        "",
        ("41 demandes passées sous vos limites.",),
    ),
    (
        Code.BLOCKED,
        {"number": 3, "kinds": {"payment": 2, "message.send": 1}, "usual": [0, 0]},
        "3 actions empêchées",
        "D’habitude, aucune par semaine.",
        ("2 paiements, 1 envoi.",),
    ),
    (
        Code.BLOCKED,
        {"number": 1, "kinds": {"system.command": 1}, "usual": None},
        "1 action empêchée",
        "Pas encore d’habitude à comparer.",
        ("1 commande système.",),
    ),
    (
        Code.NEW_NAMES,
        {"payees": 1, "addresses": 0, "names": ["Lebrun (FR76 •••• 0189)"]},
        "1 nouveau bénéficiaire",
        "Pas payé depuis un an.",
        ("« Lebrun (FR76 •••• 0189) »",),
    ),
    (
        Code.NEW_NAMES,
        {"payees": 2, "addresses": 5, "names": ["A", "B", "c•••@x.fr", "d•••@x.fr"]},
        "2 nouveaux bénéficiaires et 5 nouvelles adresses",
        "Pas payés depuis un an. Pas d’envoi là dans les huit semaines d’avant.",
        ("« A »", "« B »", "« c•••@x.fr »", "Et 4 autres."),
    ),
    (
        Code.TOTALS,
        TOTALS,
        "214 actions cette semaine",
        "D’habitude, de 180 à 230 par semaine.",
        ("Messages envoyés : 96 (d’habitude de 30 à 50).", "Lectures : 118."),
    ),
    (
        Code.TOTALS,
        TOTALS | {"failed": 1},
        "214 actions cette semaine, dont 1 échec",
        "D’habitude, de 180 à 230 par semaine.",
        ("Messages envoyés : 96 (d’habitude de 30 à 50).", "Lectures : 118."),
    ),
    (
        Code.TOTALS,
        {"number": 12, "kind": "invoice", "usual": [4, 4], "sums": {"invoice": {"EUR": 840000}}, "biggest": {"invoice": {"EUR": 210000}}},
        "12 factures émises, 8 400,00 € en tout, 2 100,00 € au plus",
        "D’habitude, 4 par semaine.",
        (),
    ),
    (Code.TOTALS, {"number": 0}, "Aucune action cette semaine", "", ()),
    (Code.SILENT, {"usual": [30, 50]}, "Aucune action cette semaine", "D’habitude, de 30 à 50 par semaine.", ()),
    (
        Code.SAMPLE,
        {"number": 5, "of": 1204},
        "5 actions ordinaires tirées au sort parmi 1 204",
        "Personne ne sait d’avance lesquelles seront relues.",
        (),
    ),
    (
        Code.SAMPLE,
        {"number": 1, "of": 1},
        "1 action ordinaire tirée au sort parmi 1",
        "Personne ne sait d’avance lesquelles seront relues.",
        (),
    ),
]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(("code", "facts", "title", "usual", "details"), SAID, ids=[f"{one[0]}-{n}" for n, one in enumerate(SAID)])
def test_a_point_says(code: Code, facts: dict[str, Any], title: str, usual: str, details: tuple[str, ...]) -> None:
    words = told(code, facts)
    assert (plain(words.title), plain(words.usual), tuple(map(plain, words.details))) == (title, usual, details)
    assert len(words.title.split(" ")) < 15
    assert len(words.details) <= 4
    for text in (words.title, words.usual, *words.details):
        assert not any(f" {sign}" in text for sign in ":;?!»€"), text


@pytest.mark.parametrize(
    ("usual", "said"),
    [
        ([0, 1], "D’habitude, de 0 à 1 accord donné par semaine."),
        ([2, 2], "D’habitude, 2 accords donnés par semaine."),
        ([0, 0], "D’habitude, aucun accord par semaine."),
    ],
)
def test_usual_approvals_have_their_plural(usual: list[int], said: str) -> None:
    assert plain(told(Code.APPROVALS, APPROVALS | {"usual": usual}).usual) == said


@pytest.mark.parametrize("kind", RemedyKind.values)
@pytest.mark.parametrize("number", [1, 4])
def test_every_remedy_has_a_short_sentence(kind: str, number: int) -> None:
    assert len(told(Code.FOLLOW_UP, {"kind": kind, "number": number, "since": "2026-11-13"}).title.split(" ")) < 15


@pytest.mark.parametrize("code", Alerted.values)
@pytest.mark.parametrize("number", [1, 40])
def test_every_alert_has_a_short_sentence(code: str, number: int) -> None:
    facts = {
        "code": code,
        "number": number,
        "first": FACTS,
        "alerts": number,
        "answered": number,
        "wrong": 0,
    }
    words = told(Code.ALERT, facts)
    assert code in TOLD
    assert len(words.title.split(" ")) < 15
    assert 1 <= len(words.details) <= 4


def test_every_code_of_a_week_has_words() -> None:
    assert set(WORDS) == set(Code) - {Code.RIGHT, Code.SECRET, Code.FACTOR}
    assert set(LEFT) == set(WORDS) - {Code.APPROVALS, Code.SAMPLE}


@pytest.mark.parametrize("number", [0, 1, 2, 1000])
def test_every_kind_has_its_plural(number: int) -> None:
    assert set(DONE) == set(TRIED) == set(Type.values)
    for kind in Type.values:
        one, several = DONE[kind]
        assert done(kind, number).endswith(one if number < 2 else several)
    assert plain(many(1204, "action")) == "1 204 actions"
    assert plain(many(0, "action")) == "0 action"


@pytest.mark.parametrize(
    ("weeks", "usual"),
    [
        ([], None),
        ([0, 0, 0, 0, 0, 0, 0, 9], None),  # one week heard makes no habit
        ([0, 0, 0, 0, 0, 0, 7, 9], (7, 9)),
        ([0, 0, 0, 0, 0, 5, 0, 9], (0, 9)),  # a week off counts, once it has begun
        ([30, 31, 40, 50, 45, 44, 900, 1], (30, 50)),  # one odd week each way is no habit
        ([0] * 8, None),
    ],
)
def test_the_usual_week_is_between_two_figures(weeks: list[int], usual: tuple[int, int] | None) -> None:
    assert spread(weeks) == usual


@pytest.mark.parametrize(
    ("usual", "said"),
    [
        (None, "Pas encore d’habitude à comparer."),
        ((30, 50), "D’habitude, de 30 à 50 par semaine."),
        ((7, 7), "D’habitude, 7 par semaine."),
        ((0, 0), "D’habitude, aucune par semaine."),
        ((0, 1200), "D’habitude, de 0 à 1 200 par semaine."),
    ],
)
def test_the_usual_week_in_words(usual: tuple[int, int] | None, said: str) -> None:
    assert plain(usual_words(usual)) == said


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("jeanne.durand@exemple.fr", "j•••@exemple.fr"),
        ("Jeanne <jeanne@exemple.fr>", "Jeanne j•••@exemple.fr>"),
        ("Lebrun (FR76 •••• 0189)", "Lebrun (FR76 •••• 0189)"),
        ("x" * 80, "x" * 60),
        ("", ""),
    ],
)
def test_an_address_is_masked(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_every_question_of_a_template_has_an_answer_or_is_asked() -> None:
    from lib.vocabulary import document

    items = document("modeles_agents")["items"]
    assert {item["code"]: len(item["revue_hebdo_fr"]) for item in items} == {code: len(whats) for code, whats in questions.ANSWERS.items()}


def test_a_question_is_answered_by_a_figure_of_the_journal_or_put_to_the_person() -> None:
    counts = questions.Counts({"invoice": 12}, {"invoice": {"EUR": 840000}}, {"invoice": {"EUR": 210000}}, {"new-addresses": 1})
    answered, asked = questions.told("facturation", counts)
    assert [plain(one) for one in answered] == [
        "Factures émises : 12, 8 400,00 € en tout, 2 100,00 € au plus.",
        "Avoirs et remises : 0 avoir ou remboursement fait.",
        "Doublons de numéro ou de montant : aucune action répétée (même objet, même montant).",
        "Destinataires nouveaux : 1 nouvelle adresse.",
    ]
    assert plain(questions.asked_words(asked)) == "À vous de le voir : IBAN ou coordonnées modifiés ?"
    assert questions.told("support_client", counts)[0] == []
    assert questions.told("", counts) == ([], [])


@pytest.mark.parametrize("template", [*questions.ANSWERS, "", "modele_disparu"])
def test_each_template_tells_its_week_in_four_details(template: str) -> None:
    words = told(Code.TOTALS, TOTALS | {"template": template})
    assert 1 <= len(words.details) <= 4
    asked = [one for one in words.details if one.startswith("À vous de le voir")]
    assert len(asked) == (0 if template in ("", "modele_disparu") else 1)


def test_the_head_tells_what_found_no_room() -> None:
    facts = {
        "number": 1204, "failed": 3, "blocked": 1, "late": 2, "agents": 5, "paid": {"EUR": 290615}, "left": {"unusual": 14, "totals": 1},
    }  # fmt: skip
    assert [plain(one) for one in head_words(facts)] == [
        "1 204 actions de 5 agents, 3 échecs, 1 empêchée, 2 906,15 € payés.",
        "Dont 2 actions de la semaine d’avant, racontées trop tard pour elle.",
        "Et 14 autres choses inhabituelles, à voir dans le journal.",
        "Et 1 autre agent au travail, à voir dans le journal.",
    ]
    assert head_words({}) == []

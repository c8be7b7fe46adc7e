"""What a sheet lacks reads as policy: value left out, gap named, article given."""

from dataclasses import replace

import pytest

from register.book import Controller, Data, Ground, Joint, Level, Missing, Nature, Question, Recipient, Sheet, Transfer
from register.rules import missing_in_company, missing_in_sheet, standing
from tests.register.books import CLIENT, COMPANY, complete_sheet

SAFEGUARDS = "RGPD, art. 44 à 49"
COMPLETE = complete_sheet()
PROCESSOR = replace(COMPLETE, is_processor=True, clients=(CLIENT,), grounds=())


def found(sheet: Sheet) -> list[tuple[str, str, str]]:
    return [(item.code, item.level.value, item.source) for item in missing_in_sheet(sheet)]


def test_a_complete_sheet_lacks_nothing() -> None:
    assert found(COMPLETE) == []
    assert found(PROCESSOR) == []


@pytest.mark.parametrize(
    ("change", "gap"),
    [
        ({"purpose": ""}, ("purpose", "obligatory", "RGPD, art. 30.1.b")),
        ({"data": ()}, ("data", "obligatory", "RGPD, art. 30.1.c")),
        ({"people": ()}, ("people", "obligatory", "RGPD, art. 30.1.c")),
        ({"recipients": ()}, ("recipients", "obligatory", "RGPD, art. 30.1.d")),
        ({"has_sensitive_data": None}, ("sensitive", "obligatory", "RGPD, art. 30.1.c, 9 et 10")),
        ({"has_sensitive_data": True}, ("sensitive_which", "obligatory", "RGPD, art. 30.1.c, 9 et 10")),
        ({"has_transfers": None}, ("transfers", "obligatory", "RGPD, art. 30.1.e")),
        ({"transfers": ()}, ("transfers_which", "obligatory", "RGPD, art. 30.1.e")),
        ({"transfers": (Transfer("X", "", "CCT"),)}, ("transfer_country", "obligatory", "RGPD, art. 30.1.e")),
        ({"transfers": (Transfer("X", "Inde"),)}, ("transfer_safeguard", "obligatory", SAFEGUARDS)),
        ({"transfers": (Transfer("X", "US", "Privacy Shield", is_valid=False),)}, ("transfer_invalid", "obligatory", SAFEGUARDS)),
        ({"transfers": (Transfer("X", "US", "DPF", doubt="à revoir"),)}, ("transfer_doubt", "confirm", "RGPD, art. 45")),
        ({"grounds": ()}, ("basis", "recommended", "RGPD, art. 6 et 13.1.c")),
        ({"grounds": (Ground("Vendre"),)}, ("basis", "recommended", "RGPD, art. 6 et 13.1.c")),
        ({"grounds": (Ground("Vendre", "Contrat"),)}, ("basis_proposed", "confirm", "RGPD, art. 6 et 5.2")),
        ({"data": (Data("Nom"),)}, ("retention", "recommended", "RGPD, art. 30.1.f, dans la mesure du possible")),
        ({"data": (Data("Achats", "", "1 an", is_indirect=True),)}, ("origin", "recommended", "RGPD, art. 14.2.f")),
        ({"data": (Data("Santé", "", "1 an", nature=Nature.SENSITIVE),)}, ("exception", "obligatory", "RGPD, art. 9.2")),
        ({"data": (Data("Casier", "", "1 an", nature=Nature.OFFENCES),)}, ("exception", "obligatory", "RGPD, art. 10")),
        (
            {"data": (Data("NIR", "", "1 an", nature=Nature.NIR),)},
            ("exception", "obligatory", "RGPD, art. 87 ; loi Informatique et Libertés, art. 30"),
        ),
        ({"recipients": (Recipient("X", is_processor=True),)}, ("contract", "obligatory", "RGPD, art. 28.3")),
        ({"recipients": (Recipient("X", kind="Sous-traitants"),)}, ("is_processor", "recommended", "RGPD, art. 28.3")),
        ({"joint": (Joint("Morel", agreement="Annexe 1"),)}, ("joint_contact", "obligatory", "RGPD, art. 30.1.a")),
        ({"joint": (Joint("Morel", "Lorient"),)}, ("joint_agreement", "obligatory", "RGPD, art. 26")),
        ({"is_notice_proposed": True}, ("notice_proposed", "confirm", "RGPD, art. 13, 14 et 22")),
        ({"data": (Data("Nom", "", "1 an", is_proposed=True),)}, ("data_proposed", "confirm", "RGPD, art. 13, 14 et 30.1.f")),
        ({"is_informed": None}, ("informed", "confirm", "RGPD, art. 13 et 14")),
        ({"is_informed": False}, ("not_informed", "obligatory", "RGPD, art. 13 et 14")),
        ({"automation": "", "decides_alone": None}, ("automation", "recommended", "RGPD, art. 13.2.f et 22")),
        ({"automation": "Seul", "decides_alone": True}, ("automation_words", "obligatory", "RGPD, art. 13.2.f et 22")),
        ({"measures": ()}, ("measures", "recommended", "RGPD, art. 30.1.g, dans la mesure du possible")),
        ({"source": ""}, ("source", "recommended", "RGPD, art. 14.2.f")),
        ({"information": ""}, ("information", "recommended", "RGPD, art. 13 et 14")),
        ({"information": "Vu sur [source], et [source]."}, ("information_blank", "confirm", "RGPD, art. 13 et 14")),
        ({"open_questions": (Question("q1", "Qui reçoit la copie ?"),)}, ("question", "confirm", "Question laissée ouverte")),
    ],
)  # fmt: skip
def test_a_controller_lacks(change: dict[str, object], gap: tuple[str, str, str]) -> None:
    assert found(replace(COMPLETE, **change)) == [gap]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "gap"),
    [
        ({"clients": ()}, ("clients", "obligatory", "RGPD, art. 30.2.a")),
        ({"clients": (replace(CLIENT, contact=""),)}, ("client_contact", "obligatory", "RGPD, art. 30.2.a")),
        ({"clients": (replace(CLIENT, contract_on=None),)}, ("client_contract", "obligatory", "RGPD, art. 28.3")),
        ({"clients": (replace(CLIENT, instructions=""),)}, ("client_instructions", "recommended", "RGPD, art. 28.3.a")),
        ({"recipients": (Recipient("X", is_processor=True),)}, ("contract", "obligatory", "RGPD, art. 28.2 et 28.4")),
        ({"purpose": ""}, ("purpose", "obligatory", "RGPD, art. 30.2.b")),
        ({"has_transfers": None}, ("transfers", "obligatory", "RGPD, art. 30.2.c")),
        ({"measures": ()}, ("measures", "recommended", "RGPD, art. 30.2.d, dans la mesure du possible")),
    ],
)
def test_a_processor_lacks(change: dict[str, object], gap: tuple[str, str, str]) -> None:
    assert found(replace(PROCESSOR, **change)) == [gap]  # type: ignore[arg-type]


def test_a_processor_is_asked_for_no_legal_basis_nor_people() -> None:
    assert found(replace(PROCESSOR, grounds=(), people=(), data=(), recipients=(), source="", information="")) == []


def test_sensitive_data_need_an_answer_and_a_permission() -> None:
    sensitive = Data("Santé", "", "1 an", is_sensitive=True, nature=Nature.SENSITIVE)
    assert found(replace(COMPLETE, data=(sensitive,), has_sensitive_data=False)) == [
        ("exception", "obligatory", "RGPD, art. 9.2"),
        ("sensitive_contradiction", "confirm", "RGPD, art. 9 et 10"),
    ]


def test_an_agent_hosted_far_away_asks_whether_data_leave() -> None:
    agents = tuple(replace(agent, host_country="US") for agent in COMPLETE.agents)
    assert found(replace(COMPLETE, agents=agents, has_transfers=False, transfers=())) == [
        ("transfer_of_agent", "confirm", "RGPD, art. 30.1.e")
    ]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"address": "", "email": "", "phone": ""}, ["company.contact"]),
        ({"address": "", "email": ""}, []),
        ({"has_dpo": None}, ["company.dpo"]),
        ({"has_dpo": True}, ["company.dpo_contact"]),
        ({"has_dpo": True, "dpo_name": "Me Roux", "dpo_contact": "dpo@roux.example"}, []),
        ({"siren": ""}, ["company.siren"]),
    ],
)
def test_the_company_lacks(change: dict[str, object], codes: list[str]) -> None:
    told: Controller = replace(COMPANY, **change)  # type: ignore[arg-type]
    assert [item.code for item in missing_in_company(told)] == codes


@pytest.mark.parametrize(
    ("levels", "tone", "words"),
    [
        ([], "ok", "Fiche complète"),
        ([Level.RECOMMENDED], "ok", "Complète, 1 précision conseillée"),
        ([Level.CONFIRM, Level.RECOMMENDED], "watch", "À confirmer : 1 point"),
        ([Level.CONFIRM, Level.OBLIGATORY, Level.OBLIGATORY], "stop", "À compléter : 2 points obligatoires"),
    ],
)
def test_the_gravest_gap_gives_the_state(levels: list[Level], tone: str, words: str) -> None:
    state = standing([Missing("x", "x", level, "", "") for level in levels])
    assert (state.tone, state.words.replace("\u00a0", " ")) == (tone, words)

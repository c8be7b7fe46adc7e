"""The rules of the inventory, as tables: what is missing, how an agent stands, what looks like a secret, which day it is."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from inventory.enums import Isolation, Ownership, SignIn, State
from inventory.rules.days import company_day, ends_soon, has_passed, until_words
from inventory.rules.lifecycle import TRANSITIONS, Move, may_move, moves_from
from inventory.rules.missing import AccountFacts, AgentFacts, Level, ProcessingFacts, RightFacts, missing_of_agent
from inventory.rules.secrets import looks_like_secret
from inventory.rules.standing import Reason, own_reasons, standing
from inventory.rules.words import shortened

TODAY = date(2026, 11, 23)
ID = UUID(int=7)
RIGHT = RightFacts(ID, "Lire : les devis", is_endless=True, reason="Savoir qui relancer")
ACCOUNT = AccountFacts(ID, "Google", Ownership.DEDICATED, SignIn.OAUTH, has_second_factor=True, revoke_where="myaccount.google.com")
WHOLE = AgentFacts(
    purpose="Relancer", tool="n8n", model="Mistral Large", host_country="FR", environment="production", isolation=Isolation.CONTAINER,
    has_personal_data=True, in_charge="Alice Martin", deputy="Sofia Petit", rights=(RIGHT,), accounts=(ACCOUNT,),
    processings=(ProcessingFacts(ID, "Relance"),),
)  # fmt: skip


def test_an_agent_of_which_all_is_known_lacks_nothing() -> None:
    assert missing_of_agent(WHOLE, TODAY) == ()


@pytest.mark.parametrize(
    ("change", "code", "level"),
    [
        ({"purpose": ""}, "purpose", Level.OBLIGATORY),
        ({"in_charge": ""}, "in_charge", Level.OBLIGATORY),
        ({"deputy": ""}, "deputy", Level.RECOMMENDED),
        ({"rights": ()}, "rights", Level.OBLIGATORY),
        ({"rights": (replace(RIGHT, is_endless=False, until=date(2026, 11, 22)),)}, "right_passed", Level.OBLIGATORY),
        ({"rights": (replace(RIGHT, is_endless=False),)}, "right_until", Level.CONFIRM),
        ({"rights": (replace(RIGHT, reason=""),)}, "right_reason", Level.RECOMMENDED),
        ({"processings": (ProcessingFacts(ID, "Relance", proposed=1),)}, "basis", Level.CONFIRM),
        ({"processings": ()}, "processing", Level.OBLIGATORY),
        ({"processings": (), "has_personal_data": None}, "personal_data", Level.CONFIRM),
        ({"accounts": ()}, "accounts", Level.CONFIRM),
        ({"accounts": (replace(ACCOUNT, ownership=""),)}, "ownership", Level.CONFIRM),
        ({"accounts": (replace(ACCOUNT, ownership=Ownership.SHARED),)}, "not_dedicated", Level.RECOMMENDED),
        ({"accounts": (replace(ACCOUNT, sign_in=""),)}, "sign_in", Level.CONFIRM),
        ({"accounts": (replace(ACCOUNT, sign_in=SignIn.KEY),)}, "secret_place", Level.RECOMMENDED),
        ({"accounts": (replace(ACCOUNT, has_second_factor=None),)}, "second_factor", Level.CONFIRM),
        ({"accounts": (replace(ACCOUNT, revoke_where=""),)}, "revoke_where", Level.RECOMMENDED),
        ({"host_country": ""}, "host_country", Level.CONFIRM),
        ({"environment": ""}, "environment", Level.CONFIRM),
        ({"isolation": ""}, "isolation", Level.CONFIRM),
        ({"isolation": Isolation.WORKSTATION}, "isolation_weak", Level.RECOMMENDED),
        ({"tool": ""}, "tool", Level.CONFIRM),
        ({"model": ""}, "model", Level.RECOMMENDED),
        ({"questions": ((ID, "Qui reçoit les relances ?"),)}, "question", Level.CONFIRM),
    ],
)
def test_each_unknown_is_one_gap_at_its_level(change: dict[str, object], code: str, level: Level) -> None:
    assert [(gap.code, gap.level) for gap in missing_of_agent(replace(WHOLE, **change), TODAY)] == [(code, level)]


def test_a_password_without_second_factor_asks_for_one_and_for_its_place() -> None:
    account = replace(ACCOUNT, sign_in=SignIn.PASSWORD, has_second_factor=False)
    codes = {gap.code for gap in missing_of_agent(replace(WHOLE, accounts=(account,)), TODAY)}
    assert codes == {"secret_place", "second_factor_off"}


def test_the_gravest_gaps_come_first() -> None:
    levels = [gap.level for gap in missing_of_agent(AgentFacts(), TODAY)]
    assert levels == sorted(levels, key=list(Level).index)


@pytest.mark.parametrize(
    ("state", "change", "words"),
    [
        (State.ACTIVE, {}, "Tout va bien"),
        (State.ACTIVE, {"in_charge": ""}, "À traiter"),
        (State.ACTIVE, {"rights": (replace(RIGHT, until=date(2026, 11, 22), is_endless=False),)}, "À traiter"),
        (State.ACTIVE, {"rights": (replace(RIGHT, until=date(2026, 11, 29), is_endless=False),)}, "À surveiller"),
        (State.ACTIVE, {"processings": ()}, "À surveiller"),
        (State.ACTIVE, {"model": ""}, "Tout va bien"),
        (State.PAUSED, {"in_charge": ""}, "En pause"),
        (State.PLANNED, {"in_charge": ""}, "Envisagé"),
        (State.RETIRED, {"in_charge": ""}, "Retiré"),
    ],
)
def test_the_pill_tells_the_heaviest_reason(state: State, change: dict[str, object], words: str) -> None:
    agent = replace(WHOLE, **change)
    told = standing(state, own_reasons(agent, missing_of_agent(agent, TODAY), TODAY))
    assert (told.words, bool(told.why)) == (words, True)


def test_a_stop_weighs_more_than_a_pause_and_less_than_a_retirement() -> None:
    stop = Reason("stop", "Coupé", "Alice l’a coupé.", 90)
    assert [standing(state, (), [stop]).words for state in (State.ACTIVE, State.PAUSED, State.RETIRED)] == ["Coupé", "Coupé", "Retiré"]


@pytest.mark.parametrize(
    ("state", "moves"),
    [
        (State.PLANNED, {Move.START, Move.RETIRE}),
        (State.ACTIVE, {Move.PAUSE, Move.RETIRE}),
        (State.PAUSED, {Move.RESUME, Move.RETIRE}),
        (State.RETIRED, set()),
    ],
)
def test_an_agent_goes_only_where_the_table_says(state: State, moves: set[Move]) -> None:
    assert set(moves_from(state)) == moves == {move for move in TRANSITIONS if may_move(state, move)}


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "Europe/Paris", date(2027, 1, 1)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "America/Guadeloupe", date(2026, 12, 31)),
        (datetime(2027, 3, 28, 22, 30, tzinfo=UTC), "Europe/Paris", date(2027, 3, 29)),  # summer time began that night
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), "Europe/Paris", date(2026, 10, 25)),  # winter time began that night
        (datetime(2028, 2, 29, 12, tzinfo=UTC), "Indian/Reunion", date(2028, 2, 29)),
    ],
)
def test_a_day_is_the_company_s_day(at: datetime, zone: str, day: date) -> None:
    assert company_day(at, zone) == day


@pytest.mark.parametrize(
    ("until", "passed", "soon"),
    [
        (None, False, False),
        (date(2026, 11, 22), True, True),
        (date(2026, 11, 23), False, True),
        (date(2026, 12, 7), False, True),
        (date(2026, 12, 8), False, False),
    ],
)
def test_a_right_holds_until_the_end_of_its_last_day(until: date | None, passed: bool, soon: bool) -> None:
    assert (has_passed(until, TODAY), ends_soon(until, TODAY)) == (passed, soon)


def test_an_end_is_said_in_full() -> None:
    assert [until_words(date(2027, 3, 31), False), until_words(None, True), until_words(None, False)] == [
        "31\u00a0mars 2027",
        "Sans limite",
        "À préciser",
    ]


# Shapes of keys, made up here: none of them opens anything.
@pytest.mark.parametrize(
    "text",
    [
        "sk-ant-" + "Ab3dE6gH9jK2mN5p",
        "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
        "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "xoxb-" + "123456789012-abcdefABCDEF",
        "notre clé : hf_" + "abcdefghijklmnopqrstuvwxyz",
        "-----BEGIN " + "RSA PRIVATE KEY-----",
        "postgres://alice:" + "tresor@db.exemple.fr/x",
        "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0",
        "d41d8cd98f00b204" + "e9800998ecf8427e",
        "zX9" + "kQ2vLm7Rt4Yw8Ub3Nc6Hd1Jf5Gs",
    ],
)
def test_a_pasted_key_is_recognised(text: str) -> None:
    assert looks_like_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "compta@vasseur-menuiserie.fr",
        "compte-facturation-2026-nantes",
        "Gestionnaire de mots de passe, dossier « Agents »",
        "https://console.exemple.fr/parametres/acces?onglet=cles",
        "6f1c1f9e-5a0b-4c1d-9d6e-2b7f00000001",
        "HashiCorp Vault : secret/agents/relances",
        "wrangler secret",
        "anticonstitutionnellement",
    ],
)
def test_an_ordinary_word_is_no_key(text: str) -> None:
    assert not looks_like_secret(text)


def test_words_are_cut_to_a_length() -> None:
    assert [shortened("Facturier", 9), shortened("Facturier", 6), len(shortened("é" * 300, 200))] == ["Facturier", "Factu…", 200]

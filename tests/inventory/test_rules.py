"""The rules of the inventory, as tables: what is missing, how an agent stands, what looks like a secret, which day it is."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from inventory.enums import Isolation, Ownership, SignIn, State
from inventory.rules.days import company_day, ends_soon, has_passed, until_words
from inventory.rules.lifecycle import TRANSITIONS, Move, may_move, moves_from
from inventory.rules.missing import AccountFacts, AgentFacts, Level, ProcessingFacts, RightFacts, missing_of_agent
from inventory.rules.right_words import full_words, when_words
from inventory.rules.rotation import rotation_due, rotation_words
from inventory.rules.standing import Reason, own_reasons, standing
from inventory.rules.surroundings import SurroundingsFacts
from inventory.rules.terms import advised_end, lacks_reason
from inventory.rules.words import shortened

TODAY = date(2026, 11, 23)
ID = UUID(int=7)
RIGHT = RightFacts(ID, "Lire : les devis", is_endless=True, reason="Savoir qui relancer", is_needed=True)
ACCOUNT = AccountFacts(ID, "Google", Ownership.DEDICATED, SignIn.OAUTH, has_second_factor=True, revoke_where="myaccount.google.com")
SAFE = SurroundingsFacts(
    is_described=True, network="none", runs_local_code=False, talks_to_agents=False, memory="none", is_beta=False, training="no",
    training_proof="Contrat",
)  # fmt: skip
WHOLE = AgentFacts(
    purpose="Relancer", tool="n8n", model="Mistral Large", host_country="FR", environment="production", isolation=Isolation.CONTAINER,
    has_personal_data=True, in_charge="Alice Martin", deputy="Sofia Petit", rights=(RIGHT,), accounts=(ACCOUNT,),
    processings=(ProcessingFacts(ID, "Relance"),), surroundings=SAFE,
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
        ({"rights": (replace(RIGHT, is_needed=None),)}, "right_needed", Level.RECOMMENDED),
        ({"rights": (replace(RIGHT, is_needed=False),)}, "right_unneeded", Level.RECOMMENDED),
        ({"rights": (replace(RIGHT, besides="Modifier : les devis"),)}, "right_pair", Level.MEND),
        ({"processings": (ProcessingFacts(ID, "Relance", proposed=1),)}, "basis", Level.CONFIRM),
        ({"processings": ()}, "processing", Level.OBLIGATORY),
        ({"processings": (), "has_personal_data": None}, "personal_data", Level.CONFIRM),
        ({"accounts": ()}, "accounts", Level.CONFIRM),
        ({"accounts": (replace(ACCOUNT, ownership=""),)}, "ownership", Level.CONFIRM),
        ({"accounts": (replace(ACCOUNT, ownership=Ownership.SHARED),)}, "not_dedicated", Level.RECOMMENDED),
        ({"accounts": (replace(ACCOUNT, sign_in=""),)}, "sign_in", Level.CONFIRM),
        ({"accounts": (replace(ACCOUNT, sign_in=SignIn.KEY),)}, "secret_place", Level.RECOMMENDED),
        ({"accounts": (replace(ACCOUNT, secret_keeper="plain"),)}, "secret_plain", Level.MEND),
        ({"accounts": (replace(ACCOUNT, rotated_on=date(2026, 8, 24), rotation_days=90),)}, "rotation_late", Level.MEND),
        ({"accounts": (replace(ACCOUNT, sign_in=SignIn.KEY, secret_keeper="vault"),)}, "rotation", Level.RECOMMENDED),
        ({"accounts": (replace(ACCOUNT, sign_in=SignIn.KEY, secret_keeper="vault", rotation_days=90),)}, "rotated_on", Level.CONFIRM),
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


@pytest.mark.parametrize(
    ("rotated_on", "days", "due"),
    [
        (None, None, False),
        (None, 90, False),
        (date(2026, 11, 23), None, False),
        (date(2026, 8, 25), 90, False),  # ninety days to the day
        (date(2026, 8, 24), 90, True),
        (date(2026, 11, 23), 1, False),
        (date(2024, 2, 29), 365, True),
        (date(2025, 11, 23), 365, False),
        (date(2026, 11, 30), 30, False),
    ],
)
def test_a_secret_is_late_when_its_days_are_over(rotated_on: date | None, days: int | None, due: bool) -> None:
    assert rotation_due(rotated_on, days, TODAY) is due


@pytest.mark.parametrize(
    ("verb", "starts_on", "end"),
    [
        ("read", None, date(2027, 11, 23)),
        ("send", None, date(2027, 2, 22)),
        ("command", date(2027, 1, 1), date(2027, 4, 2)),
        ("edit", date(2020, 1, 1), date(2027, 11, 23)),  # a first day long past: the length counts from today
        ("send", date.max, date.max),
    ],
)
def test_the_end_advised_counts_from_the_first_day(verb: str, starts_on: date | None, end: date) -> None:
    assert advised_end(verb, starts_on, TODAY) == end


@pytest.mark.parametrize(
    ("verb", "is_endless", "reason", "lacks"),
    [
        ("send", True, " ", True),
        ("command", True, "", True),
        ("send", True, "Tous les jours", False),
        ("send", False, "", False),
        ("read", True, "", False),
    ],
)
def test_no_limit_wants_a_reason_for_what_is_temporary(verb: str, is_endless: bool, reason: str, lacks: bool) -> None:
    assert lacks_reason(verb, is_endless, reason) is lacks


@pytest.mark.parametrize(
    ("starts_on", "until", "is_endless", "words"),
    [
        (None, date(2027, 3, 31), False, "31\u00a0mars 2027"),
        (date(2027, 3, 1), date(2027, 8, 31), False, "Du 1er\u00a0mars 2027 au 31\u00a0août 2027"),
        (date(2027, 3, 1), None, True, "À partir du 1er\u00a0mars 2027, sans limite"),
        (date(2027, 3, 1), None, False, "À partir du 1er\u00a0mars 2027, fin à préciser"),
    ],
)
def test_the_days_of_a_right_in_words(starts_on: date | None, until: date | None, is_endless: bool, words: str) -> None:
    assert when_words(starts_on, until, is_endless) == words


@pytest.mark.parametrize(
    ("segment", "sensitivity", "words"),
    [
        ("", "", "Clients"),
        ("Public", "", "Clients – Public"),
        ("Public", "public", "Clients – Public"),  # the part says it already
        ("Comptes", "sensitive", "Clients – Comptes (sensible)"),
        ("", "internal", "Clients (interne)"),
    ],
)
def test_a_resource_with_its_part_in_words(segment: str, sensitivity: str, words: str) -> None:
    assert full_words("Clients", segment, sensitivity) == words


@pytest.mark.parametrize(
    ("days", "words"), [(None, "À préciser"), (1, "Tous les jours"), (90, "Tous les 90 jours"), (365, "Une fois par an")]
)
def test_a_period_is_said_in_words(days: int | None, words: str) -> None:
    assert rotation_words(days) == words


def test_an_end_is_said_in_full() -> None:
    assert [until_words(date(2027, 3, 31), False), until_words(None, True), until_words(None, False)] == [
        "31\u00a0mars 2027",
        "Sans limite",
        "À préciser",
    ]


def test_words_are_cut_to_a_length() -> None:
    assert [shortened("Facturier", 9), shortened("Facturier", 6), len(shortened("é" * 300, 200))] == ["Facturier", "Factu…", 200]

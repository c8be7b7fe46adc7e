"""The same code in two hands at the same instant: one gets in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.actions.factors import LastFactor, NewFactor, add_authenticator, remove_factor
from accounts.actions.proving import spend_paper, spend_step, try_code
from accounts.enums import Role
from accounts.factors import new_key
from accounts.models import Authenticator, RecoveryCode, User
from ledger.entries import SERVER
from tests.accounts.journeys import NOW, code_of, give_factors, give_password
from tests.cast import Person, make_company, make_person

HANDS = 4


def test_two_stale_readers_spend_one_step(alice) -> None:
    key, _ = give_factors(alice)
    first, second = Authenticator.objects.get(), Authenticator.objects.get()
    code = code_of(key, NOW)
    assert [spend_step(app, code, at=NOW) for app in (first, second)] == [True, False]


def test_a_later_step_ends_the_earlier_one(alice) -> None:
    key, _ = give_factors(alice)
    first, second = Authenticator.objects.get(), Authenticator.objects.get()
    assert spend_step(first, code_of(key, NOW, 1), at=NOW)
    assert not spend_step(second, code_of(key, NOW), at=NOW)


def test_two_stale_readers_spend_one_printed_code(alice) -> None:
    give_factors(alice)
    first = RecoveryCode.objects.order_by("pk")[0]
    second = RecoveryCode.objects.get(pk=first.pk)
    assert [spend_paper(code, at=NOW) for code in (first, second)] == [True, False]


def together(act) -> list[object]:
    """What `act` answers in each of several threads that start at once, each with its own connection."""
    gate = Barrier(HANDS)

    def hand(number: int) -> object:
        gate.wait(timeout=60)
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(hand, range(HANDS)))


@pytest.fixture
def someone(transactional_db) -> Person:
    return make_person(make_company("Course", "course"), "Alice Martin", Role.OWNER)


@pytest.mark.slow
@pytest.mark.asvs("V2.3.4", "V6.5.1")
def test_one_code_in_four_browsers_opens_one_session(someone: Person) -> None:
    with time_machine.travel(NOW, tick=False):
        key, _ = give_factors(someone)
        browsers = [Client(REMOTE_ADDR=f"192.0.2.{number}") for number in range(HANDS)]
        for browser in browsers:
            give_password(browser, someone.user.email)
        code = code_of(key, NOW)
        answers = together(lambda number: browsers[number].post("/connexion/code/", {"code": code}).status_code)
    assert sorted(answers) == [302, 403, 403, 403]


@pytest.mark.slow
def test_one_printed_code_in_four_browsers_opens_one_session(someone: Person) -> None:
    with time_machine.travel(NOW, tick=False):
        _, codes = give_factors(someone, app=False)
        browsers = [Client(REMOTE_ADDR=f"192.0.2.{number}") for number in range(HANDS)]
        for browser in browsers:
            give_password(browser, someone.user.email)
        answers = together(lambda number: browsers[number].post("/connexion/code/", {"code": codes[0]}).status_code)
    assert sorted(answers) == [302, 403, 403, 403]


@pytest.mark.slow
def test_guesses_sent_at_once_are_all_counted(someone: Person) -> None:
    give_factors(someone)
    for _ in range(2):
        together(lambda _: try_code(someone.user, "000000", at=NOW).device)
    person = User.objects.get(pk=someone.user.pk)
    assert person.code_failures == 5
    assert person.codes_blocked_until == NOW + timedelta(minutes=15)


@pytest.mark.slow
def test_two_apps_removed_at_once_leave_one(someone: Person) -> None:
    give_factors(someone)
    for number in range(HANDS - 1):
        add_authenticator(someone.user, NewFactor(key=new_key(), name=f"App {number}"), by=SERVER, at=NOW)
    apps = list(Authenticator.objects.values_list("pk", flat=True))

    def remove(number: int) -> str:
        try:
            remove_factor(someone.user, Authenticator, apps[number], at=NOW)
        except LastFactor:
            return "kept"
        return "removed"

    assert sorted(together(remove)) == ["kept", "removed", "removed", "removed"]
    assert Authenticator.objects.count() == 1

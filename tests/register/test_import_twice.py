"""Two people, two clicks, two devices at the same moment: one import."""

import threading

import pytest
from django.db import connection

from accounts.boundary import scope
from accounts.enums import Role
from inventory.models import FollowUp, Processing
from register import imports
from register.models import Import
from tests.cast import AT, make_company, make_person
from tests.register.importers.test_cnil_ods import BILLING
from tests.register.ods import listing, register

DATA = register(listing([["Prospection", "P-01", "15/05/2026", "", "Prospecter", "non"]]), BILLING)


def at_once(work, times=6):
    """What `work` returned or raised, run by several threads that start together."""
    gate, seen = threading.Barrier(times), []

    def run() -> None:
        gate.wait()
        try:
            seen.append(work())
        except Exception as error:
            seen.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


@pytest.fixture
def alice(transactional_db):
    return make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", Role.OWNER)


def received(alice, name="registre.ods", data=DATA):
    with scope(alice.company):
        return imports.receive(alice.company, name, data, by=alice.membership, at=AT)


def apply(alice, waiting):
    with scope(alice.company):
        return len(imports.apply(Import.objects.of(alice.company).get(pk=waiting.pk), by=alice.membership, at=AT).created)


def test_six_clicks_create_once(alice):
    waiting = received(alice)
    seen = at_once(lambda: apply(alice, waiting))
    assert sorted(map(str, seen)) == sorted(map(str, [2, *[imports.AlreadyDecided] * 5]))
    with scope(alice.company):
        assert Processing.objects.of(alice.company).count() == 2
        assert FollowUp.objects.of(alice.company).count() == 5


def test_six_uploads_of_one_file_wait_once(alice):
    assert len({waiting.pk for waiting in at_once(lambda: received(alice))}) == 1


def test_two_files_with_the_same_processings_applied_together_create_them_once(alice):
    first, second = received(alice), received(alice, "autre.ods", DATA + b"\0")
    waiting = [first, second]
    seen = at_once(lambda: apply(alice, waiting.pop()), times=2)
    assert sorted(map(str, seen)) == sorted(map(str, [2, imports.NothingChosen]))
    with scope(alice.company):
        assert Processing.objects.of(alice.company).count() == 2


def test_dropping_and_creating_together_end_in_one_of_the_two(alice):
    waiting = received(alice)

    def drop():
        with scope(alice.company):
            return imports.drop(waiting, by=alice.membership, at=AT)

    works = [drop, lambda: apply(alice, waiting)]

    def either():
        return works.pop()()

    at_once(either, times=2)
    with scope(alice.company):
        found = Import.objects.of(alice.company).get()
        assert (found.applied_at is None) != (found.dropped_at is None)
        assert Processing.objects.of(alice.company).count() == (2 if found.applied_at else 0)

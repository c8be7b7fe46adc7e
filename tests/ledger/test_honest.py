"""Honest histories raise no alarm: purges, early erasures, holds, changes of key, restarts, restores, clocks that jump.

GARDEFOU_SEEDS=100 tries a thousand.
"""

from datetime import UTC, datetime, timedelta

import pytest

from ledger.enums import Kind
from ledger.offline import notes
from ledger.offline.lawful import FIVE_YEARS, SHORTEST
from ledger.terms import bounds, cut
from tests.ledger.histories import SEEDS, History, lived, quick_verify


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "verify", quick_verify)


def _purges(told: History) -> None:
    told.now += timedelta(days=900)
    for kind in (Kind.SIGNIN, Kind.ACTION):
        told.purge(kind, told.older(told.random.randint(184, 1000)), batch=told.random.choice((1, 3, 100)))


def _keeps_long_enough(told: History) -> None:
    told.now += timedelta(days=3700)
    for kind in (Kind.RIGHT, Kind.REGISTER, Kind.STOP):
        told.purge(kind, told.older(1827))
    told.purge(Kind.PAYMENT, told.older(3653), batch=2)


def _erases_one(told: History) -> None:
    told.erase_early(told.somewhere())


def _is_held(told: History) -> None:
    told.write(Kind.RECORD, "record.hold_set", hold="a", why="Contrôle")
    told.live(2)
    told.write(Kind.RECORD, "record.hold_set", hold="b", why="Litige")
    told.write(Kind.RECORD, "record.hold_lifted", hold="a")
    told.write(Kind.RECORD, "record.hold_lifted", hold="b")


def _starts_again(told: History) -> None:
    """A signer that starts again may sign the same rows once more."""
    told.sign()
    told.sign()


def _is_restored(told: History) -> None:
    if len(told.notes) > 1:
        told.restore()


def _clock_jumps(told: History) -> None:
    told.now += timedelta(hours=told.random.randint(-48, 48))


HAPPENINGS = (_purges, _keeps_long_enough, _erases_one, _is_held, _starts_again, _is_restored, _clock_jumps, History.turn_key)


def test_honest_histories_raise_no_alarm() -> None:
    for seed in range(max(60, 10 * len(SEEDS))):
        told = lived(seed)
        for _ in range(told.random.randrange(6)):
            told.lift_holds()
            told.random.choice(HAPPENINGS)(told)
            told.live(3 + told.random.randrange(8))
        report = told.check()
        assert report.findings == [], seed
        assert report.verdict == ("restored" if report.restored else "intact")


def test_a_restore_that_says_so_is_amber_and_names_what_is_lost() -> None:
    told = lived(1)
    before = len(told.rows)
    told.restore()
    report = told.check()
    assert report.verdict == "restored"
    (notice,) = report.notices
    assert notice.sentence.endswith(f"à {before} sont perdues. Raison donnée\u00a0: Disque perdu.")


def test_a_row_erased_early_for_a_reason_is_lawful_and_named() -> None:
    told = lived(2)
    told.erase_early(1, why="Un mot de passe\x1b[2J\n y figurait.")
    told.sign()
    report = told.check()
    assert report.verdict == "intact"
    assert [one.sentence for one in report.notices] == [
        "La ligne 2 a été effacée avant son terme. Raison donnée\u00a0: Un mot de passe[2J y figurait."
    ]


def test_the_checker_erases_no_sooner_than_the_rules_allow() -> None:
    """Calendar months may be shorter than the checker's days: rules.cut takes the longer of both."""
    for kind in Kind:
        months, _most = bounds(kind)
        assert SHORTEST.get(int(kind), FIVE_YEARS) <= months * 30.5 + 1
        for day in range(0, 1500, 7):
            at = datetime(2024, 1, 31, 12, tzinfo=UTC) + timedelta(days=day)
            assert at - cut(kind, months, at) >= timedelta(days=SHORTEST.get(int(kind), FIVE_YEARS))

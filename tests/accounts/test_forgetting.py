"""What has ended is forgotten, and nothing else."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt

from accounts.actions.forgetting import forget_expired
from accounts.actions.opening import make_setup_code
from accounts.actions.people import make_way_in
from accounts.models import Session, SetupCode, WayIn
from ledger.entries import SERVER
from tests.accounts.journeys import NOW

TIMES = {"session": timedelta(), "link": timedelta(hours=72), "setup": timedelta(hours=24), "tries": timedelta(minutes=15)}


def furnish(alice) -> None:
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=NOW)
    make_way_in(alice.user, WayIn.Purpose.PASSWORD, by=SERVER, at=NOW)
    SetupCode.objects.create(code_hash="x", made_at=NOW)
    AccessAttempt.objects.create(username="x", ip_address="192.0.2.1", failures_since_start=5)
    AccessAttempt.objects.update(attempt_time=NOW)


def left() -> dict[str, int]:
    models = {"session": Session, "link": WayIn, "setup": SetupCode, "tries": AccessAttempt}
    return {name: model.objects.count() for name, model in models.items()}


@pytest.mark.asvs("V14.2.7")
def test_each_thing_is_forgotten_in_its_time(alice) -> None:
    furnish(alice)
    for name, after in sorted(TIMES.items(), key=lambda item: item[1]):
        forget_expired(at=NOW + after)
        assert left()[name] == 1
        forget_expired(at=NOW + after + timedelta(seconds=1))
        assert left()[name] == 0


def test_the_code_that_opened_the_installation_stays(db) -> None:
    make_setup_code(at=NOW)
    SetupCode.objects.update(used_at=NOW)
    forget_expired(at=NOW + timedelta(days=900))
    assert SetupCode.objects.count() == 1

"""Several workers, or several clicks, at the same moment: one mail, one row."""

import pytest

from accounts.actions import mail
from accounts.boundary import scope
from accounts.enums import Role
from accounts.models import MailServer
from ledger.queries import newest as newest_lines
from outbox import actions
from outbox.actions import Cause, Letter, post
from outbox.models import Message
from tests.cast import AT, Person, make_company, make_person
from tests.outbox.conftest import Clock, by, deliver, states, write
from tests.outbox.post_office import PostOffice
from tests.register.test_import_twice import at_once

pytestmark = pytest.mark.slow


@pytest.fixture
def alice(transactional_db, monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setattr(actions, "wake", lambda _: None)  # no broker here: the sweep finds them
    return make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", Role.OWNER)


def test_several_workers_send_each_message_once(sends: Person, office: PostOffice, clock: Clock) -> None:
    write(sends, 24)
    assert sum(at_once(lambda: deliver(clock))) == 24
    assert set(office.kept_ids.values()) == {1}
    assert set(states(sends)) == {"sent"}


def test_one_cause_posted_at_once_is_one_message(alice: Person) -> None:
    def act() -> bool:
        with scope(alice.company):
            return post(Cause("essai", 1), Letter("Un", "Un", "<p>Un</p>"), to="a@b.fr", at=AT)

    assert sorted(at_once(act))[-2:] == [False, True]
    with scope(alice.company):
        assert Message.objects.count() == 1


def test_settings_saved_at_once_are_one_row_and_one_line(alice: Person) -> None:
    def act() -> bool:
        with scope(alice.company):
            return mail.set_up(alice.company, by(587, host="smtp.exemple.fr"), by=alice.actor, at=AT)

    assert sorted(at_once(act))[-2:] == [False, True]
    with scope(alice.company):
        assert MailServer.objects.of(alice.company).count() == 1
        assert [line.act for line in newest_lines()] == ["mail.set_up"]

"""Delivered by a real server that is slow, refuses, cuts off and comes back: nothing lost, nothing sent twice for one cause."""

import contextlib
import socket
from unittest import mock

import pytest
from django.db import InterfaceError, OperationalError

from accounts import mailing
from accounts.actions.mail import remove, set_up
from accounts.boundary import scope
from outbox import actions
from outbox.messages import REASONS
from outbox.models import Message
from tests.cast import AT, Person
from tests.outbox.conftest import Clock, by, deliver, hasty, one, settle, states, write
from tests.outbox.post_office import CUT, CUT_AFTER, OK, PostOffice, mute, open_office


def test_a_message_leaves_with_all_it_needs(sends: Person, office: PostOffice, clock: Clock) -> None:
    write(sends)
    assert deliver(clock) == 1
    (mail,) = office.kept
    assert (mail["To"], mail["Subject"]) == ("p0@vasseur.example", "Message 0")
    assert mail["From"] == "Garde-fou <contact@vasseur.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == AT
    assert mail["Message-ID"] == one(sends).message_id
    assert mail.get_body(("plain",)).get_content().strip() == "Le texte 0"
    assert mail.get_body(("html",)).get_content().strip() == "<p>Le texte 0</p>"
    assert one(sends).sent_at == AT
    assert deliver(clock) == 0
    assert len(office.kept) == 1


def test_a_stream_leaves_once_each(sends: Person, office: PostOffice, clock: Clock) -> None:
    write(sends, 20)
    settle(clock, sends)
    assert set(office.kept_ids.values()) == {1}
    assert len(office.kept_ids) == 20


def test_a_recipient_that_does_not_exist_is_given_up_at_once(sends: Person, office: PostOffice, clock: Clock) -> None:
    office.to_recipient = "550 5.1.1 no such user"
    write(sends)
    deliver(clock)
    assert states(sends) == ["given_up"]
    assert one(sends).last_error.startswith(REASONS["recipient"])
    assert "no such user" in one(sends).last_error


def test_one_bad_address_does_not_hold_the_others_back(sends: Person, office: PostOffice, clock: Clock) -> None:
    office.answer = lambda mail, _: "554 spam" if mail["Subject"] == "Message 0" else OK
    write(sends, 3)
    assert deliver(clock) == 2
    assert states(sends) == ["given_up", "sent", "sent"]


def test_a_recipient_refused_for_now_is_tried_again(sends: Person, office: PostOffice, clock: Clock) -> None:
    office.to_recipient = "451 4.7.1 greylisted"
    write(sends)
    deliver(clock)
    assert states(sends) == ["waiting"]
    assert one(sends).last_error.startswith(REASONS["later"])
    deliver(clock)
    assert one(sends).tries == 1
    office.to_recipient = OK
    clock.forward(minutes=1)
    deliver(clock)
    assert (states(sends), one(sends).last_error) == (["sent"], "")


def test_a_content_refused_for_now_is_tried_again_and_is_kept_once(sends: Person, office: PostOffice, clock: Clock) -> None:
    office.answer = lambda _, times: "451 later" if times < 4 else OK
    write(sends)
    settle(clock, sends)
    assert list(office.came.values()) == [4]
    assert list(office.kept_ids.values()) == [1]


def test_cut_off_before_it_was_kept_it_is_sent_again(sends: Person, office: PostOffice, clock: Clock) -> None:
    office.answer = lambda _, times: CUT if times < 3 else OK
    write(sends, 3)
    settle(clock, sends)
    assert states(sends) == ["sent"] * 3
    assert list(office.kept_ids.values()) == [1, 1, 1]


def test_cut_off_after_it_was_kept_the_copy_bears_the_same_number_and_date(sends: Person, office: PostOffice, clock: Clock) -> None:
    office.answer = lambda _, times: CUT_AFTER if times == 1 else OK
    write(sends)
    deliver(clock)
    assert one(sends).last_error == REASONS["cut"]
    clock.forward(minutes=1)
    deliver(clock)
    assert states(sends) == ["sent"]
    first, second = office.kept
    assert first["Message-ID"] == second["Message-ID"] == one(sends).message_id
    assert first["Date"] == second["Date"]


def test_a_slow_server_is_waited_for(sends: Person, office: PostOffice, clock: Clock) -> None:
    office.pause = 0.3
    write(sends)
    assert deliver(clock) == 1


@pytest.mark.slow
def test_a_server_too_slow_is_left_and_tried_again(sends: Person, office: PostOffice, clock: Clock) -> None:
    office.pause = 1.3
    write(sends)
    with hasty():
        deliver(clock)
    assert one(sends).last_error == REASONS["timeout"]
    office.pause = 0
    clock.forward(minutes=1)
    deliver(clock)
    assert states(sends) == ["sent"]
    assert len(office.kept_ids) == 1


@pytest.mark.slow
def test_a_server_that_says_nothing_is_left(alice: Person, clock: Clock) -> None:
    with mute() as port, scope(alice.company), hasty():
        set_up(alice.company, by(port), by=alice.actor, at=AT)
        write(alice)
        deliver(clock)
    assert one(alice).last_error == REASONS["timeout"]


@pytest.mark.asvs("V16.5.2")
def test_a_server_that_goes_away_and_comes_back_loses_nothing(alice: Person, clock: Clock) -> None:
    with open_office(with_password=True) as office, scope(alice.company):
        set_up(alice.company, by(office.port), by=alice.actor, at=AT)
    write(alice, 4)
    deliver(clock)
    clock.forward(minutes=1)
    deliver(clock)
    assert states(alice) == ["waiting"] * 4
    with open_office(with_password=True, port=office.port) as back:
        settle(clock, alice)
    assert states(alice) == ["sent"] * 4
    assert list(back.kept_ids.values()) == [1] * 4


def test_a_server_away_is_asked_once_a_round(alice: Person, clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    with scope(alice.company):
        set_up(alice.company, by(port), by=alice.actor, at=AT)
    write(alice, 5)
    deliver(clock)
    with scope(alice.company):
        assert sorted(Message.objects.values_list("tries", flat=True)) == [0, 0, 0, 0, 1]


def test_without_a_server_it_waits_and_says_so(alice: Person, clock: Clock) -> None:
    write(alice)
    deliver(clock)
    assert one(alice).last_error == REASONS["unset"]
    assert states(alice) == ["waiting"]


def test_settings_removed_and_put_back_lose_nothing(sends: Person, office: PostOffice, clock: Clock) -> None:
    write(sends)
    with scope(sends.company):
        remove(sends.company, by=sends.actor, at=AT)
    deliver(clock)
    with scope(sends.company):
        set_up(sends.company, by(office.port), by=sends.actor, at=AT)
    settle(clock, sends)
    assert len(office.kept) == 1


def test_each_company_sends_its_own(sends: Person, driss: Person, office: PostOffice, clock: Clock) -> None:
    write(sends)
    write(driss)
    assert deliver(clock) == 1
    assert states(driss) == ["waiting"]


def test_a_company_that_fails_does_not_hold_the_others_back(
    sends: Person, driss: Person, office: PostOffice, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts import mailing

    whole = mailing.server_of

    def broken(company: object) -> object:
        if company == driss.company:
            raise ZeroDivisionError
        return whole(company)  # type: ignore[arg-type]

    monkeypatch.setattr(mailing, "server_of", broken)
    write(driss)
    write(sends)
    assert deliver(clock) == 1


def test_the_installation_s_server_serves_who_has_none(alice: Person, office: PostOffice, clock: Clock, settings) -> None:
    settings.EMAIL_CONFIG = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": office.port,
        "EMAIL_HOST_USER": "", "EMAIL_HOST_PASSWORD": "", "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False,
    }  # fmt: skip
    write(alice)
    assert deliver(clock) == 1
    assert office.kept[0]["From"] == "Garde-fou <garde-fou@localhost>"


def test_what_breaks_between_the_answer_and_our_row_is_sent_again_as_a_copy(
    sends: Person, office: PostOffice, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from outbox import actions

    write(sends)
    with monkeypatch.context() as patched, contextlib.suppress(ZeroDivisionError):
        patched.setattr(actions, "note_sent", lambda *_, **__: 1 / 0)
        deliver(clock)
    assert states(sends) == ["waiting"]
    deliver(clock)
    assert len(office.kept) == 1
    clock.forward(minutes=10)
    deliver(clock)
    assert states(sends) == ["sent"]
    assert list(office.kept_ids.values()) == [2]


def test_a_database_that_goes_away_once_the_server_has_the_message_is_waited_for(sends, office, clock, monkeypatch) -> None:
    write(sends)
    note, refusals = actions.note_sent, iter([OperationalError("gone"), InterfaceError("gone"), None])

    def away(*args, **kwargs) -> None:
        if refusal := next(refusals):
            raise refusal
        note(*args, **kwargs)

    monkeypatch.setattr(actions, "note_sent", away)
    monkeypatch.setattr(mailing, "AWAY", (0, 0, 0))
    monkeypatch.setattr(mailing, "connection", mock.Mock())
    assert deliver(clock) == 1
    clock.forward(minutes=30)
    assert deliver(clock) == 0
    assert len(office.kept) == 1


def test_one_that_stays_away_leaves_the_message_to_its_lease(sends, office, clock, monkeypatch) -> None:
    write(sends)
    monkeypatch.setattr(mailing, "AWAY", ())
    monkeypatch.setattr(mailing, "connection", mock.Mock())
    with monkeypatch.context() as away:
        away.setattr(actions, "note_sent", mock.Mock(side_effect=OperationalError("gone")))
        assert deliver(clock) == 0
    clock.forward(minutes=11)
    assert deliver(clock) == 1
    assert [*office.kept_ids.values()] == [2]  # a copy, under the same number

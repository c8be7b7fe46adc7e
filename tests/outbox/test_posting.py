"""A message is a row of its cause's transaction; who holds it, and what becomes of it, is decided in the database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.boundary import scope
from ledger.queries import newest as newest_lines
from lib.envelope import Unreadable
from outbox import queries
from outbox.actions import BadAddress, Cause, Letter, claim, note_failure, note_sent, post, retry
from outbox.enums import Protection, State
from outbox.models import Message
from outbox.rules import LEASE, PAUSES
from outbox.smtp import NotSent, Server, mail_of
from tests.cast import AT

LETTER = Letter("Bonjour", "Le texte", "<p>Le texte</p>")
CAUSE = Cause("essai", 1)
TO = "claire@vasseur.example"


def posted(letter: Letter = LETTER, cause: Cause = CAUSE) -> Message:
    assert post(cause, letter, to=TO, at=AT)
    return Message.objects.get(cause_id=str(cause.id))


def test_a_message_waits_in_its_company(inside, company, other_company) -> None:
    message = posted()
    assert message.company_id == company.pk
    assert message.state == State.WAITING
    assert queries.due(company.pk, AT) == [message.pk]
    with scope(other_company):
        assert not Message.objects.exists()


def test_one_cause_is_written_once_to_one_address(inside, company) -> None:
    posted()
    assert not post(CAUSE, replace(LETTER, subject="Autre"), to=TO, at=AT)
    assert post(CAUSE, LETTER, to="b@vasseur.example", at=AT)
    assert post(Cause("essai", 2), LETTER, to=TO, at=AT)
    assert queries.newest(company.pk).count() == 3


def test_what_is_undone_is_not_written(inside, company) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        posted()
        raise ZeroDivisionError
    assert queries.newest(company.pk).count() == 0


def test_without_a_company_nothing_is_written(db) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        post(CAUSE, LETTER, to=TO, at=AT)


def test_a_row_of_another_company_cannot_be_written(inside, other_company) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.create(company_id=other_company.pk, to=TO, posted_at=AT, next_try_at=AT)


def test_nothing_is_deleted(inside) -> None:
    posted()
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.all().delete()


@pytest.mark.parametrize("to", ["", "Claire <c@d.fr>", "c@d.fr\nBcc: e@f.fr"])
@pytest.mark.asvs("V1.3.11")
def test_what_is_not_an_address_is_refused(inside, to: str) -> None:
    with pytest.raises(BadAddress):
        post(CAUSE, LETTER, to=to, at=AT)


@pytest.mark.asvs("V1.3.11")
def test_a_subject_is_one_line(inside) -> None:
    assert posted(replace(LETTER, subject="Bonjour\r\nBcc: autre@exemple.fr")).subject == "Bonjour Bcc: autre@exemple.fr"


def test_its_number_is_unlike_any_other_and_in_our_name(inside) -> None:
    first, second = posted(), posted(cause=Cause("essai", 2))
    assert first.message_id != second.message_id
    assert first.message_id.startswith("<")
    assert first.message_id.endswith("@localhost>")


def test_one_hand_at_a_time(inside, company) -> None:
    message = posted()
    held = claim(company.pk, message.pk, at=AT)
    assert held is not None
    assert held.tries == 1
    assert claim(company.pk, message.pk, at=AT + LEASE - timedelta(seconds=1)) is None
    taken_up = claim(company.pk, message.pk, at=AT + LEASE)
    assert taken_up is not None
    assert taken_up.tries == 2


def test_the_hand_that_lost_it_says_nothing_of_a_failure(inside, company) -> None:
    message = posted()
    slow = claim(company.pk, message.pk, at=AT)
    quick = claim(company.pk, message.pk, at=AT + LEASE)
    assert slow is not None
    assert quick is not None
    note_failure(slow, "trop tard", is_final=True, at=AT + LEASE)
    assert Message.objects.get().state == State.WAITING
    note_sent(slow, at=AT + LEASE)
    assert Message.objects.get().state == State.SENT
    note_failure(quick, "coupé", is_final=True, at=AT + LEASE)
    assert Message.objects.get().state == State.SENT


def test_it_is_tried_for_three_days_then_given_up(inside, company) -> None:
    message, at = posted(), AT
    for pause in [*PAUSES, None]:
        held = claim(company.pk, message.pk, at=at)
        assert held is not None
        note_failure(held, "Le serveur ne répond pas.", is_final=False, at=at)
        if pause:
            assert queries.due(company.pk, at + pause - timedelta(seconds=1)) == []
            at += pause
    left = Message.objects.get()
    assert left.state == State.GIVEN_UP
    assert left.last_error == "Le serveur ne répond pas."
    assert left.text
    assert queries.due(company.pk, at + timedelta(days=30)) == []
    assert queries.given_up(company.pk) == 1


def test_what_was_given_up_may_be_tried_again_once_a_click(inside, company, alice) -> None:
    message = posted()
    held = claim(company.pk, message.pk, at=AT)
    assert held is not None
    note_failure(held, "Adresse refusée", is_final=True, at=AT)
    assert retry(message, by=alice.actor, at=AT)
    assert not retry(message, by=alice.actor, at=AT)
    assert [line.sentence for line in newest_lines()] == ["Alice Martin a demandé un nouvel essai du message «\u00a0Bonjour\u00a0»"]
    assert queries.due(company.pk, AT) == [message.pk]
    assert Message.objects.get().tries == 0


def test_what_has_left_is_not_tried_again(inside, company, alice) -> None:
    message = posted()
    note_sent(message, at=AT)
    assert not retry(message, by=alice.actor, at=AT)
    assert claim(company.pk, message.pk, at=AT) is None


@pytest.mark.parametrize("is_sent", [True, False])
def test_words_that_open_something_are_erased_at_the_end(inside, company, alice, is_sent: bool) -> None:
    message = posted(replace(LETTER, has_link=True))
    held = claim(company.pk, message.pk, at=AT)
    assert held is not None
    if is_sent:
        note_sent(held, at=AT)
    else:
        note_failure(held, "Plus tard", is_final=False, at=AT)
        assert Message.objects.get().text
        again = claim(company.pk, message.pk, at=AT + PAUSES[0])
        assert again is not None
        note_failure(again, "Jamais", is_final=True, at=AT)
    left = Message.objects.get()
    assert (left.text, left.html) == ("", "")
    assert not left.may_be_retried
    assert not retry(left, by=alice.actor, at=AT)


@pytest.mark.asvs("V11.3.3")
def test_a_link_waits_sealed_and_bound_to_its_row(inside, settings) -> None:
    message, other = posted(replace(LETTER, has_link=True)), posted(replace(LETTER, has_link=True), Cause("essai", 2))
    assert "Le texte" not in message.text + message.html
    assert message.words == (LETTER.text, LETTER.html)
    other.text = message.text
    with pytest.raises(Unreadable):
        _ = other.words
    settings.FIELD_KEYS = ["A" * 43 + "="]
    with pytest.raises(NotSent, match="sealed") as refused:
        mail_of(message, Server("127.0.0.1", 25, Protection.NONE, "", "", "moi@exemple.fr"))
    assert refused.value.is_final

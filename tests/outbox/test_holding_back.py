"""After a restore nobody knows whether a message that waited has left: it waits for somebody to say so."""

from datetime import timedelta
from uuid import uuid4

from outbox.actions import Cause, Letter, hold_back, post, retry
from outbox.enums import State
from outbox.models import Message
from outbox.queries import due
from tests.cast import AT

WHY = "Il attendait dans la sauvegarde."


def test_what_waits_is_held_and_what_has_left_is_not_touched(inside, alice) -> None:
    for to in ("a@vasseur.example", "b@vasseur.example"):
        post(Cause("test", uuid4()), Letter("Bonjour", "Des mots", "<p>Des mots</p>"), to=to, at=AT)
    Message.objects.filter(to="a@vasseur.example").update(sent_at=AT)
    assert hold_back(inside.pk, WHY, at=AT) == 1
    assert due(inside.pk, AT + timedelta(days=30)) == []
    assert {message.to: message.state for message in Message.objects.all()} == {
        "a@vasseur.example": State.SENT,
        "b@vasseur.example": State.GIVEN_UP,
    }


def test_it_leaves_when_somebody_says_so(inside, alice) -> None:
    post(Cause("test", uuid4()), Letter("Bonjour", "Des mots", "<p>Des mots</p>"), to="a@vasseur.example", at=AT)
    hold_back(inside.pk, WHY, at=AT)
    message = Message.objects.get()
    assert message.last_error == WHY
    assert retry(message, by=alice.actor, at=AT)
    assert due(inside.pk, AT) == [message.pk]


def test_a_link_that_no_longer_opens_is_never_sent(inside, alice) -> None:
    post(Cause("test", uuid4()), Letter("Votre lien", "https://un.lien", "<p>Un lien</p>", has_link=True), to="a@vasseur.example", at=AT)
    hold_back(inside.pk, WHY, at=AT)
    message = Message.objects.get()
    assert message.text == message.html == ""
    assert not retry(message, by=alice.actor, at=AT)

"""A review is signed once, when every point has an answer, over what was seen."""

import json

import pytest

from accounts.boundary import scope
from ledger.models import Entry
from ledger.queries import line_of, newest
from reviews.actions.answering import answer
from reviews.actions.signing import AlreadySigned, AnswersChanged, NotAllAnswered, sign
from reviews.enums import Verdict
from reviews.models import Review, SignOff
from reviews.queries.answers import counting, sealed_bytes
from reviews.rules.seal import print_of
from tests.cast import AT, Person
from tests.reviews.test_answering import points

pytestmark = pytest.mark.django_db


def test_nothing_is_signed_before_every_point_has_an_answer(week: Review, alice: Person) -> None:
    with scope(week.company):
        answer(points(week)[0], Verdict.NORMAL, by=alice.membership, at=AT)
        with pytest.raises(NotAllAnswered):
            sign(week, by=alice.membership, at=AT)
        assert not SignOff.objects.of(week.company).exists()


def test_a_signature_seals_the_answers(week: Review, alice: Person, rachid: Person) -> None:
    with scope(week.company):
        first, second = points(week)
        answer(first, Verdict.NORMAL, by=rachid.membership, at=AT)
        answer(second, Verdict.WRONG, "Jamais demandé", by=alice.membership, at=AT)
        signed = sign(week, "Vu avec Rachid", by=alice.membership, at=AT)
        assert newest()[0].sentence == (
            "Alice Martin a signé la revue de la semaine du 16 au 23\u00a0novembre\u00a0: 1 c’est normal, 1 pas normal"
        )
        sealed = sealed_bytes(week, counting(week))
        assert signed.answers == print_of(sealed) == line_of(signed.seq).detail["answers"]
        told = json.loads(sealed)["points"]
        assert [(one["verdict"], one["note"], one["by"]) for one in told] == [
            ("normal", "", "Rachid Noël"),
            ("wrong", "Jamais demandé", "Alice Martin"),
        ]
        assert Entry.objects.filter(seq=signed.seq).exists()


def test_of_two_signatures_one_is_written(week: Review, alice: Person, rachid: Person) -> None:
    with scope(week.company):
        for point in points(week):
            answer(point, Verdict.NORMAL, by=alice.membership, at=AT)
        sign(week, by=alice.membership, at=AT)
        with pytest.raises(AlreadySigned):
            sign(week, by=rachid.membership, at=AT)
        assert SignOff.objects.of(week.company).get().by_name == "Alice Martin"


def test_one_signs_what_one_has_seen(week: Review, alice: Person, rachid: Person) -> None:
    with scope(week.company):
        for point in points(week):
            answer(point, Verdict.NORMAL, by=alice.membership, at=AT)
        seen = print_of(sealed_bytes(week, counting(week)))
        answer(points(week)[0], Verdict.WRONG, by=rachid.membership, at=AT.replace(minute=40))
        with pytest.raises(AnswersChanged):
            sign(week, seen=seen, by=alice.membership, at=AT.replace(minute=41))

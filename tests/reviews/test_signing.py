"""A review is signed once, when every point has an answer, over what was seen."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from accounts.boundary import scope
from alerts.models import Acknowledgement, Alert
from inventory.models import Agent
from ledger.models import Entry
from ledger.queries import line_of, newest
from reviews.actions.answering import answer
from reviews.actions.signing import AlreadySigned, AnswersChanged, NotAllAnswered, sign
from reviews.enums import Code, Verdict
from reviews.models import Answer, Point, Review, SignOff
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


TOLD = {"code": "bypassed", "number": 3, "first": {}, "alerts": 2, "answered": 0, "wrong": 0}  # as the check-list writes it


def alert_of(week: Review, minutes: int) -> Alert:
    agent = Agent.objects.of(week.company).get()
    when = AT - timedelta(minutes=minutes)
    return Alert.objects.create(company=week.company, agent=agent, code="flood", about=uuid4(), happened_at=when, raised_at=when)


def test_a_signed_week_answers_the_alerts_it_showed(week: Review, alice: Person) -> None:
    with scope(week.company):
        shown, alike, newer = (alert_of(week, minutes) for minutes in (60, 30, -30))
        Point.objects.create(company=week.company, review=week, rank=3, code=Code.ALERT, agent=shown.agent, alert=shown, facts=TOLD)
        for point in points(week):
            answer(point, Verdict.WRONG if point.alert_id else Verdict.NORMAL, by=alice.membership, at=AT)
        sign(week, by=alice.membership, at=AT)
        seen = {one.alert_id: one.is_normal for one in Acknowledgement.objects.of(week.company)}
        assert seen == {shown.pk: False, alike.pk: False}
        assert Alert.objects.of(week.company).open().get() == newer


def test_a_signed_week_answers_the_alerts_of_what_shares_a_point(week: Review, alice: Person) -> None:
    with scope(week.company):
        shared, other = alert_of(week, 60), alert_of(week, 50)
        facts = {"number": 2, "others": [], "beside": [str(shared.pk)]}
        Point.objects.create(company=week.company, review=week, rank=3, code=Code.UNUSUAL, facts=facts)
        for point in points(week):
            answer(point, Verdict.NORMAL, by=alice.membership, at=AT)
        sign(week, by=alice.membership, at=AT)
        assert [one.alert_id for one in Acknowledgement.objects.of(week.company)] == [shared.pk]
        assert Alert.objects.of(week.company).open().get() == other


def test_whoever_may_not_stop_an_agent_leaves_its_alerts_open(week: Review, rachid: Person) -> None:
    with scope(week.company):
        shown = alert_of(week, 60)
        Point.objects.create(company=week.company, review=week, rank=3, code=Code.ALERT, agent=shown.agent, alert=shown, facts=TOLD)
        for point in points(week):
            answer(point, Verdict.NORMAL, by=rachid.membership, at=AT)
        sign(week, by=rachid.membership, at=AT)
        assert Alert.objects.of(week.company).open().exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_eight_people_who_sign_at_once_one_does_and_no_answer_comes_after(week: Review, alice: Person) -> None:
    company, start = week.company, Barrier(8)
    with scope(company):
        known = points(week)
        for point in known:
            answer(point, Verdict.NORMAL, by=alice.membership, at=AT)

    def press(number: int) -> str:
        try:
            start.wait()
            with scope(company):
                if number % 2:
                    answer(known[0], Verdict.WRONG, f"n° {number}", by=alice.membership, at=AT + timedelta(seconds=number))
                else:
                    sign(week, by=alice.membership, at=AT + timedelta(seconds=number))
            return "done"
        except AlreadySigned:
            return "too late"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(press, range(8)))
    assert said[0::2].count("done") == 1
    with scope(company):
        signed = SignOff.objects.of(company).get()
        assert signed.answers == print_of(sealed_bytes(week, counting(week)))
        assert Answer.objects.of(company).count() == 2 + said[1::2].count("done")

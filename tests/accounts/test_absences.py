"""Absences: said by an owner for anybody, by each person for themselves; the stand-in is told, and nobody stands in at two steps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.actions.absences import NotPossible, end_absence, say_away
from accounts.actions.people import change_role
from accounts.away import away_on, stand_in_of, standing_in_for, today_of
from accounts.boundary import scope
from accounts.enums import Role
from accounts.models import Absence
from ledger.queries import newest
from outbox.models import Message
from tests.accounts.journeys import NOW
from tests.cast import Person, make_company, make_person, sign_in

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 3)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def zoe(company) -> Person:
    return make_person(company, "Zoé Lemaire", Role.APPROVER)


def away(who: Person, stand_in: Person, first: date = FIRST, last: date = LAST, by: Person | None = None) -> Absence:
    return say_away(who.membership, stand_in.membership, first, last, by=(by or who).membership, at=NOW)


def test_somebody_stands_in_on_those_days_only(benoit, zoe, inside) -> None:
    away(benoit, zoe)
    for day, is_away in ((FIRST - timedelta(1), False), (FIRST, True), (LAST, True), (LAST + timedelta(1), False)):
        assert standing_in_for(zoe.membership, day) == ([benoit.membership] if is_away else [])
        assert stand_in_of(benoit.membership, day) == (zoe.membership if is_away else None)
        assert set(away_on(inside, day)) == ({benoit.membership.pk} if is_away else set())
    assert standing_in_for(benoit.membership, FIRST) == []


def test_days_are_those_of_the_company(company) -> None:
    late = NOW.replace(hour=23, minute=30)
    assert today_of(company, late) == date(2026, 11, 24)
    company.time_zone = "America/Martinique"
    assert today_of(company, late) == date(2026, 11, 23)


def test_it_is_in_the_record(benoit, zoe, inside) -> None:
    absence = away(benoit, zoe)
    assert (
        newest()[0].sentence
        == "Absence notée pour Benoît Leroy, du 1er au 3\u00a0décembre\u00a0: Zoé Lemaire prend la suite (par Benoît Leroy)"
    )
    end_absence(absence, by=benoit.membership, at=NOW)
    assert newest()[0].act == "absence.ended"


def test_two_absences_of_one_person_share_no_day(benoit, zoe, alice, inside) -> None:
    away(benoit, zoe)
    with pytest.raises(NotPossible, match="déjà notée"):
        away(benoit, alice, LAST, LAST)
    assert away(benoit, alice, LAST + timedelta(1), LAST + timedelta(2))


def test_nobody_stands_in_at_two_steps(benoit, zoe, alice, inside) -> None:
    away(benoit, zoe)
    with pytest.raises(NotPossible, match="remplace déjà"):
        away(zoe, alice)
    with pytest.raises(NotPossible, match="n’est pas là"):
        away(alice, benoit)


def test_an_absence_ended_early_stands_in_nobody_s_way(benoit, zoe, alice, inside) -> None:
    absence = away(benoit, zoe)
    assert end_absence(absence, by=benoit.membership, at=NOW)
    assert not end_absence(absence, by=benoit.membership, at=NOW)
    assert stand_in_of(benoit.membership, FIRST) is None
    assert away(zoe, alice)


def test_a_stand_in_whose_role_no_longer_allows_it_stands_in_for_nobody(benoit, zoe, alice, inside) -> None:
    away(benoit, zoe)
    change_role(zoe.membership, Role.GUEST, by=alice.actor, at=NOW)
    assert stand_in_of(benoit.membership, FIRST) is None
    assert standing_in_for(zoe.membership, FIRST) == []


def test_the_stand_in_is_told_by_mail_when_named_and_when_relieved(benoit, zoe, inside, monkeypatch) -> None:
    monkeypatch.setattr("accounts.actions.absences.is_set_up", lambda _: True)
    absence = away(benoit, zoe)
    end_absence(absence, by=benoit.membership, at=NOW)
    told = list(Message.objects.order_by("posted_at", "cause_kind").values_list("to", "cause_kind", "subject"))
    named = (zoe.user.email, "absence.said", "Vous remplacez Benoît Leroy")
    assert sorted(told) == sorted([named, (zoe.user.email, "absence.ended", "Vous ne remplacez plus Benoît Leroy")])
    assert "du 1er au 3\u00a0décembre" in Message.objects.get(cause_kind="absence.said").text


def test_without_mail_nothing_is_written(benoit, zoe, inside) -> None:
    away(benoit, zoe)
    assert not Message.objects.exists()


@pytest.fixture
def browser(alice: Person) -> Client:
    return sign_in(alice)


def said(zoe: Person, **more: object) -> dict[str, object]:
    return {"starts_on": "2026-12-01", "until": "2026-12-03", "stand_in": zoe.membership.pk, **more}


def test_the_owner_says_it_for_anybody(browser, benoit, zoe, inside) -> None:
    answer = browser.post("/absences/ajout/", said(zoe, who=benoit.membership.pk), follow=True)
    shown = answer.content.decode()
    assert "Zoé Lemaire prend la suite" in shown
    assert "Benoît Leroy" in browser.get("/equipe/").content.decode()
    assert Absence.objects.of(inside).get().membership == benoit.membership


def test_each_person_says_it_for_themselves_alone(benoit, zoe, alice, inside) -> None:
    his = sign_in(benoit)
    his.post("/absences/ajout/", said(zoe, who=alice.membership.pk))
    assert Absence.objects.of(inside).get().membership == benoit.membership
    assert "Zoé Lemaire prend la suite" in his.get("/compte/").content.decode()


def test_a_refusal_says_why_and_changes_nothing(browser, benoit, rachid, inside) -> None:
    refused = browser.post("/absences/ajout/", said(rachid, who=benoit.membership.pk)).content.decode()
    assert "on ne peut pas approuver" in refused
    assert not Absence.objects.of(inside).exists()


def test_what_is_missing_is_said_field_by_field(browser) -> None:
    form = browser.post("/absences/ajout/", {"starts_on": "demain"}).context["form"]
    assert form.errors.keys() == {"who", "starts_on", "until", "stand_in"}


def test_somebody_of_another_company_is_not_to_be_chosen(browser, benoit, driss, inside) -> None:
    assert "stand_in" in browser.post("/absences/ajout/", said(driss, who=benoit.membership.pk)).context["form"].errors


def test_only_the_person_and_an_owner_end_it(browser, benoit, zoe, chloe, inside) -> None:
    absence = away(benoit, zoe)
    address = f"/absences/{absence.pk}/fin/"
    assert sign_in(chloe).post(address).status_code == 404
    assert sign_in(zoe).post(address).status_code == 404
    assert browser.post(address, follow=True).status_code == 200
    assert "déjà pris fin" in sign_in(benoit).post(address, follow=True).content.decode()


def test_everybody_sees_who_is_away(chloe, benoit, zoe, inside) -> None:
    away(benoit, zoe)
    shown = sign_in(chloe).get("/absences/").content.decode()
    assert "Benoît Leroy" in shown
    assert "/fin/" not in shown


@pytest.mark.slow
def test_the_same_absence_said_by_four_hands_is_said_once(transactional_db) -> None:
    company = make_company("Course", "course")
    benoit, zoe = make_person(company, "Benoît Leroy", Role.APPROVER), make_person(company, "Zoé Lemaire", Role.APPROVER)
    gate = Barrier(4)

    def hand(number: int) -> str:
        who, stand_in = (benoit, zoe) if number % 2 else (zoe, benoit)  # crosswise: they must not wait for each other for ever
        gate.wait(timeout=60)
        try:
            with scope(company), connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '60s'")  # a busy machine is no deadlock
                away(who, stand_in)
        except NotPossible:
            return "refused"
        finally:
            connection.close()
        return "said"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(hand, range(4))) == ["refused", "refused", "refused", "said"]

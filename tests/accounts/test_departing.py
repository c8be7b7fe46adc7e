"""The checkpoint leaves the building: once a day with news, an address and a company; who keeps a copy; what the page promises."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts import departing, mailing
from accounts.actions.mail import set_up
from accounts.actions.proof_copy import choose
from accounts.boundary import scope
from accounts.enums import Role
from accounts.models import Company
from ledger import checkpoints
from ledger.actions import record
from ledger.enums import Kind
from ledger.models import Checkpoint, Departure
from ledger.offline.notes import read_note
from ledger.offline.points import read_point
from outbox.models import Message
from tests.cast import AT, Person, make_person, sign_in
from tests.ledger.test_sealing import SUBJECT
from tests.outbox.conftest import by
from tests.outbox.post_office import PostOffice, open_office

PROOF = "/journal-scelle/preuve/"
COPY = "/journal-scelle/copie/"
COMPARE = "/journal-scelle/comparaison/"
DAY = timedelta(days=1)
COMPTABLE = "cabinet@comptable.example"


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path) -> Path:
    settings.RECORD_KEYS = tmp_path / "keys" / "record.json"
    return tmp_path


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office(with_password=True) as opened:
        yield opened


@pytest.fixture
def sends(alice: Person, office: PostOffice) -> Person:
    with scope(alice.company):
        set_up(alice.company, by(office.port), by=alice.actor, at=AT)
    return alice


def act(person: Person, times: int = 1) -> None:
    with scope(person.company):
        for _ in range(times):
            record(Kind.RIGHT, "person.left", SUBJECT, by=person.actor, at=AT)


def sweep(at: datetime = AT) -> int:
    return departing.send_due(now=lambda: at)


def posted(person: Person, kind: str = "checkpoint") -> list[Message]:
    with scope(person.company):
        return list(Message.objects.filter(cause_kind=kind).order_by("posted_at", "to"))


def keep_copy(person: Person, address: str = COMPTABLE) -> None:
    with scope(person.company):
        choose(Company.objects.get(pk=person.company.pk), address, by=person.actor, at=AT)


@pytest.mark.asvs("V16.4.3")
def test_it_leaves_once_a_day_to_owners_and_to_who_keeps_a_copy(sends: Person) -> None:
    make_person(sends.company, "Émile Martin", Role.OWNER)
    make_person(sends.company, "Sofia Petit", Role.STEWARD)
    keep_copy(sends)
    assert sweep() == 3
    assert sweep(AT + timedelta(minutes=10)) == 0
    assert sorted(message.to for message in posted(sends)) == ["alice@vasseur.example", COMPTABLE, "emile@vasseur.example"]


def test_without_news_nothing_leaves(sends: Person) -> None:
    assert sweep() == 1
    assert sweep(AT + DAY) == 0
    act(sends)
    assert sweep(AT + 2 * DAY) == 1
    with scope(sends.company):
        assert [one.day.day for one in Departure.objects.order_by("day")] == [23, 25]


def test_nothing_leaves_before_six_in_the_morning(sends: Person) -> None:
    night = AT.replace(hour=4, minute=59)  # 5.59 in Paris
    assert sweep(night) == 0
    assert sweep(night + timedelta(minutes=1)) == 1


def test_what_leaves_covers_everything_written_so_far_and_can_be_read_back(sends: Person) -> None:
    act(sends, 4)
    sweep()
    (message,) = posted(sends)
    with scope(sends.company):
        newest = Checkpoint.objects.get()
    note = read_note(newest.note)
    assert newest.reason == "leaving"
    for words in (message.text, message.text.replace("\n", "\r\n> "), message.text.partition("en une ligne")[2]):
        claim = read_point(words)
        assert (claim.size, claim.root) == (newest.size, note.root)
    assert "Il n’y a rien à faire" in message.text
    assert note.note.strip() in message.html


def test_two_clocks_write_one_message(sends: Person) -> None:
    sweep()
    with scope(sends.company):
        first = Departure.objects.get()
        again = departing.departures.depart(sends.company.pk, first.day, at=AT)
    assert again == first
    assert len(posted(sends)) == 1


def test_a_worker_killed_after_signing_loses_nothing(sends: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: Any, **__: Any) -> int:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(departing, "_write", killed)
        with pytest.raises(SystemExit):
            sweep()
    assert posted(sends) == []
    assert sweep(AT + timedelta(minutes=10)) == 1


def test_what_never_left_leaves_again_the_next_day(sends: Person) -> None:
    sweep()
    with scope(sends.company):
        Message.objects.filter(cause_kind="checkpoint").update(gave_up_at=AT)
    assert sweep(AT + timedelta(hours=1)) == 0
    assert sweep(AT + DAY) == 1


def test_without_mail_nothing_is_written(alice: Person) -> None:
    act(alice)
    assert sweep() == 0
    assert posted(alice) == []


def test_a_broken_record_is_said_and_does_not_leave(sends: Person, driss: Person) -> None:
    ring = checkpoints.keys_of_installation()
    memory = checkpoints.memory_of(sends.company.pk)
    memory.parent.mkdir()
    memory.write_text(ring.note(sends.company.pk, 99, bytes(32)))
    assert sweep() == 0
    assert "Il manque des lignes" in sign_in(sends).get(PROOF).text


def test_a_company_that_fails_does_not_hold_the_others(sends: Person, driss: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = departing._leave

    def one_fails(company: Any, at: datetime) -> int:
        if company == driss.company.pk:
            raise RuntimeError
        return honest(company, at)

    monkeypatch.setattr(departing, "_leave", one_fails)
    assert sweep() == 1


def test_both_are_told_when_the_keeper_of_the_copy_changes(sends: Person) -> None:
    browser = sign_in(sends)
    assert "comptable" in browser.get(COPY).text
    for address in (COMPTABLE, COMPTABLE.upper(), "autre@comptable.example"):
        browser.post(COPY, {"address": address})
    browser.post(f"{COPY}retrait/")
    browser.post(f"{COPY}retrait/")
    told = [(message.to, message.subject) for message in posted(sends, "proof_copy")]
    assert sorted(to for to, _ in told) == ["autre@comptable.example"] * 2 + [COMPTABLE] * 2
    assert sum("Vous garderez" in subject for _, subject in told) == 2
    with scope(sends.company):
        assert Company.objects.get(pk=sends.company.pk).proof_copy_email == ""


def test_nobody_is_flooded_by_choosing_and_removing_them_again(sends: Person) -> None:
    browser = sign_in(sends)
    for _ in range(8):
        answer = browser.post(COPY, {"address": COMPTABLE}, follow=True)
        browser.post(f"{COPY}retrait/")
    assert "Réessayez demain" in answer.text
    assert len(posted(sends, "proof_copy")) <= 6
    with scope(sends.company):
        assert Company.objects.get(pk=sends.company.pk).proof_copy_email == ""


@pytest.mark.parametrize("address", ["", "pas une adresse", "a@b.example\nBcc: c@d.example", "a@b.example, c@d.example"])
def test_what_is_no_address_is_refused(sends: Person, address: str) -> None:
    answer = sign_in(sends).post(COPY, {"address": address})
    assert answer.status_code == 200
    assert "Indiquez une adresse" in answer.text
    assert posted(sends, "proof_copy") == []


def test_a_fresh_code_is_asked_to_change_the_keeper(sends: Person) -> None:
    browser = sign_in(sends, proven=False)
    for way in (COPY, f"{COPY}retrait/"):
        assert browser.post(way, {"address": COMPTABLE}).headers["Location"].startswith("/compte/verification/")


def test_the_page_says_what_has_left_and_to_whom(sends: Person, office: PostOffice) -> None:
    browser = sign_in(sends)
    assert "Le premier point de contrôle part" in browser.get(PROOF).text
    sweep()
    mailing.deliver_due(now=lambda: AT)
    page = browser.get(PROOF).text
    assert "Protégé même si tout ce serveur est pris" in page
    assert "alice@vasseur.example" in page
    assert "ce qui précède le message parti" in page


def test_the_page_promises_nothing_while_mail_fails(alice: Person, sends: Person, office: PostOffice) -> None:
    with scope(alice.company):
        set_up(alice.company, by(office.port, password="faux"), by=alice.actor, at=AT)
    sweep()
    mailing.deliver_due(now=lambda: AT)
    page = sign_in(alice).get(PROOF).text
    assert "n’est pas parti" in page
    assert "rien n’est garanti tant" in page


def test_the_page_promises_nothing_without_mail(alice: Person) -> None:
    page = sign_in(alice).get(PROOF).text
    assert "la messagerie n’est pas réglée" in page
    assert "rien n’est garanti tant" in page


def test_addresses_are_shown_to_owners_only(sends: Person, sofia: Person) -> None:
    sweep()
    mailing.deliver_due(now=lambda: AT)
    assert "alice@vasseur.example" not in sign_in(sofia).get(PROOF).text


def test_an_old_message_is_held_against_the_record_of_today(sends: Person, driss: Person) -> None:
    act(sends, 3)
    sweep()
    act(sends, 3)
    (message,) = posted(sends)
    browser = sign_in(sends)
    assert "contient ce point de contrôle" in browser.post(COMPARE, {"text": message.text}).text
    assert "autre journal" in sign_in(driss).post(COMPARE, {"text": message.text}).text
    assert "Aucun point de contrôle" in browser.post(COMPARE, {"text": "Bonjour"}).text
    assert "Collez le message" in browser.post(COMPARE, {"text": ""}).text


def test_a_point_that_the_record_no_longer_holds_is_said(sends: Person) -> None:
    act(sends, 3)
    note = checkpoints.keys_of_installation().note(sends.company.pk, 2, bytes(32))
    browser = sign_in(sends)
    assert "Le journal a été changé" in browser.post(COMPARE, {"text": note}).text
    note = checkpoints.keys_of_installation().note(sends.company.pk, 99, bytes(32))
    assert "Il manque des lignes" in browser.post(COMPARE, {"text": note}).text


@pytest.mark.django_db(transaction=True)
def test_eight_clocks_at_once_write_one_message_an_address(sends: Person) -> None:
    from django.db import connections

    def tick(_: int) -> None:
        sweep()
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tick, range(8)))
    assert len(posted(sends)) == 1

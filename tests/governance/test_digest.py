"""Monday's message: once a week, at most ten lines, nothing when there is nothing, each number with what it counts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.boundary import scope
from accounts.models import Company, Membership
from governance import digest
from governance.digest import Told, lines, send_due
from lib.duties import Duty
from outbox.models import Message
from reviews.actions.opening import Opening, open_review
from reviews.actions.rhythm import Wanted, rhythm_of, set_rhythm
from reviews.enums import Kind
from reviews.models import Digest, SignOff
from reviews.rules.drafts import Window
from tests.cast import AT, Person
from tests.register import rows

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 7, tzinfo=UTC)  # 08:00 in Paris, a week after AT


def duty(number: int, due_on: date | None = None) -> Duty:
    return Duty("info", "bot", f"Faire la chose {number}", "", due_on, 2, "/", "")


@pytest.fixture(autouse=True)
def mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "is_set_up", lambda _: True)


@pytest.fixture
def joinery(alice: Person) -> Company:
    with scope(alice.company):
        rows.agent(alice.company, "Facturier", AT)
    return alice.company


def send(at: datetime) -> int:
    return send_due(now=lambda: at)


def messages(company: Company) -> list[Message]:
    with scope(company):
        return list(Message.objects.filter(cause_kind="digest").order_by("posted_at"))


@pytest.mark.parametrize(("waiting", "late", "signed"), [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (3, 2, 2), (4, 3, 3), (40, 40, 40)])
def test_at_most_ten_lines_whatever_there_is(waiting: int, late: int, signed: int) -> None:
    day = date(2026, 11, 2)
    told = Told([duty(n) for n in range(waiting)], [duty(n, day) for n in range(late)], [f"revue {n}" for n in range(signed)])
    said = lines(told)
    assert len(said) <= 10
    assert told.is_empty == (said == [])
    assert bool(waiting) == any("à faire cette semaine" in line for line in said)
    assert bool(late) == any("en retard" in line for line in said)
    assert bool(signed) == any("Signée la semaine dernière" in line for line in said)


def test_each_number_says_what_it_counts() -> None:
    said = lines(Told([duty(n) for n in range(5)], [duty(9, date(2026, 11, 2))], ["revue de la semaine, par Alice Martin"]))
    assert said == [
        "5 choses à faire cette semaine, 10\u00a0min environ\u00a0:",
        "– Faire la chose 0 (2\u00a0min)",
        "– Faire la chose 1 (2\u00a0min)",
        "– Faire la chose 2 (2\u00a0min)",
        "– et 2 autres, sur la page d’accueil",
        "1 chose en retard\u00a0:",
        "– Faire la chose 9, depuis le 2\u00a0novembre",
        "Signée la semaine dernière\u00a0: revue de la semaine, par Alice Martin.",
    ]


def test_it_leaves_on_monday_at_eight_once_to_the_owners(joinery: Company, rachid: Person, alice: Person) -> None:
    assert [send(MONDAY - timedelta(minutes=1)), send(MONDAY), send(MONDAY), send(MONDAY + timedelta(days=3))] == [0, 1, 0, 0]
    (message,) = messages(joinery)
    assert message.to == alice.user.email
    assert message.subject == "Vasseur Menuiserie : votre semaine du 30 novembre"
    assert "à faire cette semaine" in message.text
    assert send(MONDAY + timedelta(days=7)) == 1


def test_what_was_signed_last_week_is_told(joinery: Company, alice: Person) -> None:
    window = Window(AT.date(), AT - timedelta(days=7), AT, AT + timedelta(days=7))
    with scope(joinery):
        review = open_review(joinery, Opening(Kind.WEEK, window), [], at=AT)
        SignOff.objects.create(
            company=joinery, review=review, at=AT + timedelta(days=1), by=alice.membership, by_name="Alice Martin", answers="", seq=0
        )
    send(MONDAY)
    assert "Signée la semaine dernière\u00a0: revue de la semaine du 16 au 23\u00a0novembre, par Alice Martin." in messages(joinery)[0].text


def test_nothing_leaves_when_there_is_nothing(joinery: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "told_to", lambda *_: Told([], [], []))
    assert [send(MONDAY), send(MONDAY + timedelta(hours=1))] == [0, 0]
    with scope(joinery):
        assert Digest.objects.get().people == 0


def test_an_owner_may_switch_it_off(joinery: Company, alice: Person) -> None:
    with scope(joinery):
        kept = rhythm_of(joinery)
        off = Wanted(kept.week_day, kept.week_at, kept.rights_every, wants_digest=False)
        set_rhythm(joinery, off, by=alice.membership, at=AT)
    assert send(MONDAY) == 0
    assert messages(joinery) == []


def test_without_mail_nothing_is_written_nor_looked_for_again(joinery: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "is_set_up", lambda _: False)
    monkeypatch.setattr(digest, "told_to", lambda *_: pytest.fail("nobody would read it"))
    assert send(MONDAY) == 0
    with scope(joinery):
        assert Digest.objects.count() == 1


def test_a_company_that_stumbles_keeps_nobody_waiting(joinery: Company, driss: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    with scope(driss.company):
        rows.agent(driss.company, "Relance", AT)

    def told(company: Company, _owner: Membership, _at: datetime) -> Told:
        if company.pk == joinery.pk:
            raise ZeroDivisionError
        return Told([duty(1)], [], [])

    monkeypatch.setattr(digest, "told_to", told)
    assert send(MONDAY) == 1
    assert [_digests(joinery), _digests(driss.company)] == [0, 1]


def _digests(company: Company) -> int:
    with scope(company):
        return Digest.objects.of(company).count()

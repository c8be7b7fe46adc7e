"""What is plainly unusual raises an alert at once, once an agent, a family and a week, and no more than a look every ten minutes."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.boundary import scope
from accounts.models import Company
from alerts import clock
from alerts.actions import comparing, raising
from alerts.actions.acknowledging import acknowledge
from alerts.actions.comparing import compare, to_compare
from alerts.actions.watching import watch
from alerts.enums import Answer as Said
from alerts.enums import Code
from alerts.models import Alert, Watched
from alerts.rules.codes import TOLD, sentence
from alerts.rules.live import KINDS, TEXTS, usual_of
from alerts.rules.unusual.found import Unusual
from inventory.enums import Verb
from inventory.models import Agent
from inventory.rules.work_hours import EXAMPLE
from journal.actions.intake import report
from journal.enums import Source
from journal.rules.reported import Reported
from ledger.queries import newest
from outbox.models import Message
from tests.alerts.test_unusual import LONG_AGO, TUESDAY, again, did, usual_work
from tests.cast import Person, sign_in
from tests.register import rows

JUST, LATER = TUESDAY - timedelta(minutes=5), TUESDAY + timedelta(minutes=10)


@pytest.fixture
def agent(alice: Person, inside: Any) -> Agent:
    made = rows.agent(alice.company, "Facturier", LONG_AGO)
    for verb, on in ((Verb.READ, "CRM"), (Verb.EDIT, "fichiers"), (Verb.DELETE, "fichiers"), (Verb.SEND, "email")):
        rows.right(made, LONG_AGO, verb, on)
    tell(made, usual_work())
    return made


def tell(agent: Agent, told: Iterable[Reported]) -> None:
    report(agent, list(told), Source.API)
    while watch(agent.company, at=TUESDAY):
        pass


def deleted(at: datetime, many: int = 60) -> list[Reported]:
    return again(many, at, tool="file.delete", target="/Dossiers/a.pdf")


def alerts(agent: Agent) -> list[Alert]:
    return list(Alert.objects.of(agent.company).filter(agent=agent, code__in=KINDS).order_by("raised_at", "code"))


def codes(agent: Agent) -> list[str]:
    return [one.code for one in alerts(agent)]


def test_sixty_files_deleted_in_a_minute_are_told_at_once(agent: Agent) -> None:
    tell(agent, deleted(JUST))
    assert compare(agent.company, at=TUESDAY) == 1
    [alert] = alerts(agent)
    assert (alert.code, alert.actions.count()) == ("odd-burst", 50)
    assert sentence(alert.code, alert.facts) == "a supprimé 60\u00a0fichiers en 59\u00a0secondes"
    assert "a supprimé 60" in newest(1)[0].sentence
    assert newest(1)[0].by_kind == "system"


def test_a_usual_week_tells_nothing(agent: Agent) -> None:
    tell(agent, [did(TUESDAY - timedelta(hours=2))])
    assert compare(agent.company, at=TUESDAY) == 0
    assert codes(agent) == []


def test_the_same_family_is_told_once_in_seven_days(agent: Agent) -> None:
    tell(agent, deleted(JUST))
    compare(agent.company, at=TUESDAY)
    tell(agent, deleted(TUESDAY + timedelta(hours=1), many=80))
    assert compare(agent.company, at=TUESDAY + timedelta(hours=2)) == 0
    tell(agent, deleted(TUESDAY + timedelta(days=6), many=300))
    compare(agent.company, at=TUESDAY + timedelta(days=6, hours=2))
    assert codes(agent).count("odd-burst") == 1
    tell(agent, deleted(TUESDAY + timedelta(days=8), many=900))
    compare(agent.company, at=TUESDAY + timedelta(days=8, hours=2))
    assert codes(agent).count("odd-burst") == 2


def test_it_looks_every_ten_minutes_at_most_and_only_when_something_was_told(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[datetime] = []
    plain = comparing.unusual

    def look(company: Company, starts_at: datetime, ends_at: datetime, *, at: datetime) -> list[Unusual]:
        looked.append(at)
        return plain(company, starts_at, ends_at, at=at)

    monkeypatch.setattr(comparing, "unusual", look)
    compare(agent.company, at=TUESDAY)
    compare(agent.company, at=TUESDAY + timedelta(hours=5))
    assert looked == [TUESDAY], "nothing new was told"
    for minute in range(1, 31):
        at = TUESDAY + timedelta(hours=5, minutes=minute)
        tell(agent, [did(at)])
        compare(agent.company, at=at)
    assert len(looked) == 4
    compare(agent.company, at=TUESDAY + timedelta(hours=5, minutes=40))
    compare(agent.company, at=TUESDAY + timedelta(days=1, hours=7))
    assert len(looked) == 6, "what came last, then a silence of a day"


def test_what_comes_after_the_answer_to_a_grave_one_is_told_again(agent: Agent, alice: Person) -> None:
    tell(agent, deleted(JUST))
    compare(agent.company, at=TUESDAY)
    acknowledge(alerts(agent)[0], Said.NORMAL, "", by=alice.membership, at=LATER)
    tell(agent, [did(LATER + timedelta(minutes=1))])
    assert compare(agent.company, at=LATER + timedelta(minutes=2)) == 0, "nothing of that family since"
    tell(agent, deleted(LATER + timedelta(minutes=20), many=70))
    assert compare(agent.company, at=LATER + timedelta(minutes=30)) == 1
    assert [one.facts["times"] for one in alerts(agent)] == [60, 70]


def test_a_smaller_thing_after_an_answer_does_not_hide_behind_what_was_answered(agent: Agent, alice: Person) -> None:
    tell(agent, [did(JUST, "file.read", target="/srv/.env")])
    compare(agent.company, at=TUESDAY)
    acknowledge(alerts(agent)[0], Said.NORMAL, "", by=alice.membership, at=LATER)
    tell(agent, [did(LATER + timedelta(minutes=1), "file.read", target="/home/lebrun/.ssh/id_rsa")])
    assert compare(agent.company, at=LATER + timedelta(minutes=2)) == 1
    assert codes(agent) == ["odd-sensitive", "odd-sensitive"]


def test_two_looks_at_once_raise_one_alert(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(agent, deleted(JUST))
    plain = comparing.unusual

    def meanwhile(*args: Any, **more: Any) -> Any:
        monkeypatch.setattr(comparing, "unusual", plain)
        assert compare(agent.company, at=TUESDAY) == 1
        return plain(*args, **more)

    monkeypatch.setattr(comparing, "unusual", meanwhile)
    assert compare(agent.company, at=TUESDAY) == 0
    assert codes(agent) == ["odd-burst"]


def test_an_alert_keeps_no_text_of_the_agent(agent: Agent) -> None:
    tell(agent, again(40, JUST, tool="file.write", target="/Clients/Lebrun.pdf"))
    tell(agent, [did(JUST, "file.read", target="/home/lebrun/.ssh/id_rsa")])
    compare(agent.company, at=TUESDAY)
    told = alerts(agent)
    assert {"odd-sensitive"} <= {one.code for one in told}
    assert not [one for one in told if TEXTS & one.facts.keys()]
    sealed = " ".join(line.sentence for line in newest(5) if line.act == "alert.raised")
    assert "fichier sensible" in sealed
    assert "id_rsa" not in sealed
    assert "Lebrun" not in sealed


def test_what_is_done_outside_declared_hours_is_told_at_once(agent: Agent) -> None:
    Agent.objects.of(agent.company).filter(pk=agent.pk).update(works=EXAMPLE)
    night = TUESDAY.replace(hour=2)
    tell(agent, [did(night), did(TUESDAY.replace(hour=17, minute=5), "crm.read")])
    assert compare(agent.company, at=TUESDAY + timedelta(hours=9)) == 1
    [alert] = alerts(agent)
    assert alert.code == "odd-hours"
    assert sentence(alert.code, alert.facts) == "a fait 1\u00a0action le mardi 17\u00a0novembre vers 3\u00a0h, hors de ses heures"
    assert usual_of(alert.code, alert.facts) == "Sa fiche dit qu’il travaille du lundi au vendredi, de 8\u00a0h à 18\u00a0h."


def test_the_hour_that_comes_twice_in_autumn_shows_its_actions(agent: Agent) -> None:
    Agent.objects.of(agent.company).filter(pk=agent.pk).update(works=EXAMPLE)
    twice = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 2.30 for the second time
    tell(agent, [did(twice)])
    assert compare(agent.company, at=twice + timedelta(hours=9)) == 1
    [alert] = alerts(agent)
    assert sentence(alert.code, alert.facts).startswith("a fait 1\u00a0action le dimanche 25\u00a0octobre vers 2\u00a0h")
    assert alert.actions.count() == 1


def test_without_declared_hours_a_night_waits_for_friday(agent: Agent) -> None:
    tell(agent, again(9, TUESDAY.replace(hour=2), seconds=300))
    compare(agent.company, at=TUESDAY)
    assert "odd-hours" not in codes(agent)


def test_an_old_date_hides_nothing(agent: Agent) -> None:
    """Sixty files deleted today and dated ten days ago; what was told before and looked at is not looked at again."""
    tell(agent, again(40, JUST, tool="file.write", target="/Clients/Lebrun.pdf"))
    compare(agent.company, at=TUESDAY)
    tell(agent, deleted(JUST - timedelta(days=10)))
    compare(agent.company, at=LATER)
    assert "odd-burst" in codes(agent)
    [alert] = [one for one in alerts(agent) if one.code == "odd-burst"]
    assert alert.happened_at.date() == (JUST - timedelta(days=10)).date()
    known = len(codes(agent))
    tell(agent, [did(JUST - timedelta(days=10), "crm.read")])
    compare(agent.company, at=LATER + timedelta(minutes=11))
    assert len(codes(agent)) == known


def test_an_old_date_hides_nothing_behind_an_answer(agent: Agent, alice: Person) -> None:
    tell(agent, deleted(JUST))
    compare(agent.company, at=TUESDAY)
    acknowledge(alerts(agent)[0], Said.NORMAL, "Nettoyage", by=alice.membership, at=TUESDAY)
    tell(agent, deleted(JUST - timedelta(days=10)))
    compare(agent.company, at=LATER)
    assert codes(agent) == ["odd-burst", "odd-burst"]


def test_what_can_wait_for_friday_raises_nothing(agent: Agent) -> None:
    """A slow rise, more than usual in a week, a harmless command: the watch or the review tells them."""
    tell(agent, again(25, JUST - timedelta(days=1), seconds=1300, tool="crm.read"))
    tell(agent, [did(JUST, "shell.exec", target="ls -la")])
    compare(agent.company, at=TUESDAY)
    assert codes(agent) == []


def test_the_page_of_the_agent_and_of_the_alert_say_it_with_the_usual(agent: Agent, alice: Person) -> None:
    tell(agent, deleted(JUST))
    compare(agent.company, at=TUESDAY)
    [alert] = alerts(agent)
    client = sign_in(alice)
    page = client.get(f"/alertes/{alert.pk}/").content.decode()
    assert "A supprimé 60\u00a0fichiers en 59\u00a0secondes" in page
    assert "D’habitude, il n’en fait pas tant." in page
    assert "Couper l’agent" in page
    assert "<h2>60 actions</h2>" in page
    assert "Les 50 premières sont montrées." in page
    assert "60 actions" in client.get("/alertes/").content.decode()
    assert "A supprimé 60" in client.get(f"/agents/{agent.pk}/").content.decode()
    assert "«\u00a0Facturier\u00a0» a supprimé 60" in client.get("/").content.decode()


def test_what_cannot_be_taken_back_is_mailed_without_a_word_of_the_agent(
    agent: Agent, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raising, "is_set_up", lambda _: True)
    tell(agent, [did(JUST, "file.read", target="/home/lebrun/.ssh/id_rsa"), did(JUST, "crm.magic", type="data.read", target="lebrun")])
    compare(agent.company, at=TUESDAY)
    [letter] = Message.objects.all()
    assert letter.to == alice.user.email
    assert "a lu 1\u00a0fichier sensible" in letter.text
    assert "lebrun" not in letter.text


def test_every_family_has_its_sentence_and_its_advice() -> None:
    assert set(KINDS) <= set(TOLD)
    assert all(code in Code for code in KINDS)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_sweep_compares_who_told_something(alice: Person, driss: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    with scope(alice.company):
        made = rows.agent(alice.company, "Facturier", LONG_AGO)
        tell(made, [did(JUST)])
    monkeypatch.setattr("django.utils.timezone.now", lambda: TUESDAY)
    assert to_compare(TUESDAY) == [alice.company.pk]
    assert clock.compare() == 0
    assert to_compare(TUESDAY) == []
    with scope(alice.company):
        assert Watched.objects.of(alice.company).get().compared_at == TUESDAY

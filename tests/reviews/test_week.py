"""The points of a week, from what agents did: each rule, no other company's rows, nothing personal kept, each action looked at once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.boundary import scope
from alerts.actions.acknowledging import acknowledge
from alerts.actions.comparing import compare
from alerts.actions.watching import watch
from alerts.enums import Answer as Said
from alerts.enums import Code as Alerted
from alerts.enums import Oddity
from alerts.models import Acknowledgement, Alert
from approvals.actions.deciding import decide
from approvals.enums import Measure
from approvals.models import Suspension
from inventory.enums import Verb
from inventory.models import Agent
from journal.actions.intake import report
from journal.enums import Source, Type
from journal.models import Action
from journal.rules.reported import Reported
from reviews import checklist
from reviews.actions.opening import Opening, open_review
from reviews.enums import Code, Kind, RemedyKind
from reviews.models import Remedy, Review
from reviews.rules.drafts import Draft, Window
from reviews.rules.sample import drawn
from reviews.rules.sentences import told
from tests.approvals.test_requests import ask, asked, limit, no, yes
from tests.cast import Person
from tests.register import rows

pytestmark = pytest.mark.django_db
ENDS = datetime.fromisoformat("2026-11-20T07:00:00+00:00")  # a Friday, eight in Paris
STARTS = ENDS - timedelta(days=7)
WEEK = Window(ENDS.date(), STARTS, ENDS, ENDS + timedelta(days=7))
SEED = bytes(range(32))
IBAN = "FR7630006000011234567890189"


@pytest.fixture
def agent(alice: Person, inside: Any) -> Agent:
    return rows.agent(alice.company, "Relance", STARTS - timedelta(days=100))


def tell(agent: Agent, *told: Reported) -> None:
    report(agent, list(told), Source.API)


def did(number: int, at: datetime = STARTS, **more: Any) -> Reported:
    return Reported(**({"key": UUID(int=number), "occurred_at": at, "type": Type.MESSAGE, "target": f"client-{number}@exemple.fr"} | more))


def paid(number: int, at: datetime = STARTS, cents: int = 1840_00, **more: Any) -> Reported:
    values = {"type": Type.PAYMENT, "payee": "Lebrun", "account": IBAN, "amount_cents": cents, "currency": "EUR", "target": f"F-{number}"}
    return did(number, at, **(values | more))


def points(agent: Agent, window: Window = WEEK) -> dict[Code, list[Draft]]:
    found: dict[Code, list[Draft]] = {}
    for one in checklist.week_points(agent.company, window, SEED, at=ENDS):
        found.setdefault(one.code, []).append(one)
    return found


def the(agent: Agent, code: Code) -> Draft:
    (one,) = points(agent)[code]
    return one


def usually(agent: Agent, many: int = 3, weeks: int = 8, first: int = 10_000, **more: Any) -> None:
    """So many a week, to the same few."""
    tell(
        agent,
        *(
            did(
                first + 100 * week + number,
                STARTS - timedelta(weeks=week, hours=-number),
                **({"target": f"client-{number}@exemple.fr"} | more),
            )
            for week in range(1, weeks + 1)
            for number in range(many)
        ),
    )


def test_a_company_where_nothing_happened_has_one_point(agent: Agent) -> None:
    (one,) = checklist.week_points(agent.company, WEEK, SEED, at=ENDS)
    assert told(one.code, one.facts).title == "Aucune action cette semaine"


def test_only_what_was_done_in_the_window_counts_tests_left_out(agent: Agent) -> None:
    edge = timedelta(microseconds=1)
    tell(agent, did(1, STARTS - edge), did(2, STARTS), did(3, ENDS - edge), did(4, ENDS), did(5, STARTS, is_test=True))
    made = checklist.week(agent.company, WEEK, SEED, at=ENDS)
    assert (made.facts["number"], made.facts["tests"], made.facts["ordinary"], made.facts["agents"]) == (2, 1, 2, 1)


def test_what_comes_too_late_for_a_review_is_in_the_next_one_once(agent: Agent) -> None:
    tell(agent, did(1, STARTS + timedelta(hours=1)))
    first = checklist.week(agent.company, WEEK, SEED, at=ENDS)
    open_review(agent.company, Opening(Kind.WEEK, WEEK, seed=SEED, facts=first.facts), first.points, at=ENDS)
    tell(agent, did(2, ENDS - timedelta(minutes=1)), did(3, ENDS + timedelta(hours=1)))
    again = checklist.week(agent.company, WEEK, SEED, at=ENDS)
    assert first.facts["number"] == 1
    following = Window((ENDS + timedelta(days=7)).date(), ENDS, ENDS + timedelta(days=7), ENDS + timedelta(days=14))
    second = checklist.week(agent.company, following, SEED, at=following.ends_at)
    assert (second.facts["number"], second.facts["late"]) == (2, 1)
    assert again.facts["number"] == 2, "the window itself is read as it is now"


def test_what_the_last_review_asked_for_comes_first(alice: Person, agent: Agent) -> None:
    review = open_review(agent.company, Opening(Kind.WEEK, WEEK), [Draft(Code.TOTALS), Draft(Code.SAMPLE)], at=STARTS)
    assert review is not None
    for point in review.points.all():
        Remedy.objects.create(
            company=agent.company, point=point, kind=RemedyKind.LIMIT, agent=agent, opened_at=STARTS, opened_by=alice.membership
        )
    Remedy.objects.create(
        company=agent.company, point=point, kind=RemedyKind.STOP, agent=agent, opened_at=STARTS, opened_by=alice.membership, done_at=STARTS
    )
    found = checklist.week_points(agent.company, WEEK, SEED, at=ENDS)
    assert found[0].code == Code.FOLLOW_UP
    assert (found[0].facts["kind"], found[0].facts["number"]) == ("limit", 2)
    assert points(agent)[Code.FOLLOW_UP] == [found[0]], "alike are one point, done ones are none"


def test_open_alerts_of_the_week_and_bypassed_controls_are_points(alice: Person, agent: Agent) -> None:
    limit(alice, Measure.ALWAYS, type="payment")
    tell(agent, paid(1), paid(2, STARTS + timedelta(days=1)))
    while watch(agent.company, at=ENDS - timedelta(hours=1)):
        pass
    codes = {one.facts["code"]: one for one in points(agent)[Code.ALERT]}
    bypassed = codes[Alerted.BYPASSED]
    assert (bypassed.facts["number"], bypassed.tone, len(bypassed.actions)) == (2, "stop", 2)
    assert bypassed.agent == agent.pk
    for alert in Alert.objects.of(agent.company):
        Acknowledgement.objects.create(company=agent.company, alert=alert, is_normal=False, at=ENDS, by=alice.membership)
    (left,) = points(agent)[Code.ALERT]
    assert (left.facts["code"], left.facts["answered"], left.facts["wrong"]) == (Alerted.BYPASSED, 1, 1)


def test_what_is_unusual_and_alerted_is_asked_about_once(agent: Agent) -> None:
    """And its answer is the alert's."""
    rows.right(agent, STARTS - timedelta(days=90), Verb.SEND, "email")
    tell(agent, *(did(number, tool="drive.delete_file", type="file.delete", target="a.pdf") for number in range(1, 4)))
    while watch(agent.company, at=ENDS - timedelta(hours=1)):
        pass
    (alert,) = Alert.objects.of(agent.company)
    found = points(agent)
    assert [(one.facts["kind"], one.alert) for one in found[Code.UNUSUAL]] == [(Oddity.SCOPE, alert.pk)]
    assert Code.ALERT not in found


def alerted_week(agent: Agent) -> Alert:
    """Three hundred files deleted on a day, told at once."""
    usually(agent, 20)
    tell(agent, *(did(n, STARTS + timedelta(days=1, seconds=n), type=Type.FILE_DELETED, target=f"/a/{n}") for n in range(1, 301)))
    while watch(agent.company, at=STARTS + timedelta(days=2)):
        pass
    compare(agent.company, at=STARTS + timedelta(days=2))
    return Alert.objects.of(agent.company).get(code=Alerted.ODD_BURST)


def test_what_an_alert_told_at_once_is_asked_about_once_and_said_to_have_been_told(agent: Agent) -> None:
    alert = alerted_week(agent)
    found = points(agent)
    assert [one.facts["code"] for one in found.get(Code.ALERT, ()) if one.facts["code"] == alert.code] == []
    (point,) = [one for one in found[Code.UNUSUAL] if one.facts["kind"] == Oddity.BURST]
    assert point.alert == alert.pk
    assert "Une alerte l’a signalé dans la semaine, et personne n’y a répondu." in told(point.code, point.facts).details


def test_an_alert_that_was_seen_is_said_to_have_been_and_comes_after_what_nobody_saw(alice: Person, agent: Agent) -> None:
    alert = alerted_week(agent)
    tell(agent, did(999, STARTS + timedelta(days=3), type=Type.READ, target="/srv/.env"))
    acknowledge(alert, Said.NORMAL, "", by=alice.membership, at=STARTS + timedelta(days=3))
    found = points(agent)
    assert [one.facts["code"] for one in found.get(Code.ALERT, ()) if one.facts["code"] == alert.code] == []
    kinds = [one.facts["kind"] for one in found[Code.UNUSUAL]]
    assert kinds.index(Oddity.SENSITIVE) < kinds.index(Oddity.BURST)
    (point,) = [one for one in found[Code.UNUSUAL] if one.facts["kind"] == Oddity.BURST]
    assert any("Elle a été vue\u00a0: «\u00a0c’est normal\u00a0»." in one for one in told(point.code, point.facts).details)


def test_approvals_are_one_point_with_who_and_how_much(alice: Person, agent: Agent) -> None:
    limit(alice, Measure.AMOUNT, 1000_00, type="payment")
    at = STARTS + timedelta(days=1)
    for cents, answered in ((1840_00, yes), (2000_00, yes), (3000_00, no)):
        demand = ask(agent, asked(cents, reference=f"F-{cents}"), at=at)
        decide(demand, answered(demand), by=alice.membership, at=at)
    ask(agent, asked(5_00, "Durand", account="FR7610107001011234567890129", reference="F-petite", tool="virement"), at=at)
    one = the(agent, Code.APPROVALS)
    assert {name: one.facts[name] for name in ("given", "refused", "automatic", "sum", "people")} == {
        "given": 2,
        "refused": 1,
        "automatic": 1,
        "sum": {"EUR": 3840_00},
        "people": [["Alice Martin", 2, 1]],
    }
    assert told(Code.APPROVALS, one.facts).title == "2\u00a0accords donnés, 1\u00a0refus"


def test_what_was_blocked_is_one_point_an_agent(agent: Agent) -> None:
    usually(agent)
    tell(agent, did(1, outcome="blocked"), paid(2, outcome="blocked"), did(3))
    one = the(agent, Code.BLOCKED)
    assert (one.facts["number"], one.facts["kinds"], tuple(one.facts["usual"])) == (2, {"message.send": 1, "payment": 1}, (0, 0))
    assert (one.where["agent"], one.where["issue"]) == (str(agent.pk), "blocked")


def test_new_payees_and_addresses_are_told_masked(agent: Agent) -> None:
    usually(agent)
    tell(agent, paid(1, STARTS - timedelta(days=80), payee="Ancien", account="", target="F"))
    tell(agent, paid(2), paid(3, cents=5), paid(4, payee="Ancien", account=""), did(5, target="jeanne.durand@exemple.fr"))
    tell(
        agent,
        did(6, target="client-0@exemple.fr"),
        did(7, target="JEANNE.durand@exemple.fr"),
        paid(8, payee="Raté", account="", outcome="failed"),
    )
    one = the(agent, Code.NEW_NAMES)
    assert (one.facts["payees"], one.facts["addresses"]) == (1, 1)
    assert [name.replace("\u00a0", " ") for name in one.facts["names"]] == ["Lebrun (FR76 •••• 0189)", "j•••@exemple.fr"]
    assert len(one.actions) == 2


def test_the_first_week_of_an_agent_names_no_addresses(agent: Agent) -> None:
    tell(agent, did(1), did(2), paid(3))
    one = the(agent, Code.NEW_NAMES)
    assert (one.facts["payees"], one.facts["addresses"]) == (1, 0)


def test_totals_stand_beside_the_usual_week(agent: Agent) -> None:
    usually(agent, 4)
    tell(agent, *(did(number, STARTS + timedelta(hours=number)) for number in range(1, 31)), did(31, outcome="failed"))
    one, *spare = points(agent)[Code.TOTALS]
    assert (one.facts["number"], one.facts["failed"], tuple(one.facts["usual"])) == (31, 1, (4, 4))
    assert told(one.code, one.facts).usual == "D’habitude, 4 par semaine."
    assert not spare, "one kind alone is told once"


def test_totals_follow_the_questions_of_the_template(agent: Agent) -> None:
    Agent.objects.of(agent.company).filter(pk=agent.pk).update(template="facturation")
    tell(agent, *(paid(n, type=Type.INVOICE, payee="", account="", target=f"F-{n % 3}", cents=100_00) for n in range(4)))
    one = points(agent)[Code.TOTALS][0]
    details = [text.replace("\u00a0", " ") for text in told(one.code, one.facts).details]
    assert details[0] == "Factures émises : 4, 400,00 € en tout, 100,00 € au plus."
    assert details[2].startswith("Doublons de numéro ou de montant : 1 action répétée")
    assert details[-1] == "À vous de le voir : IBAN ou coordonnées modifiés ?"


def test_a_quiet_week_tells_the_kinds_one_by_one(agent: Agent) -> None:
    usually(agent)
    tell(agent, did(1, target=""), did(2, type=Type.READ), did(3, type=Type.RECORD), did(4, type=Type.FILE))
    found = points(agent)
    assert sum(map(len, found.values())) == 5
    assert "kind" not in found[Code.TOTALS][0].facts
    assert all(one.where["nature"] == one.facts["kind"] for one in found[Code.TOTALS][1:])


@pytest.mark.parametrize("is_stopped", [False, True])
def test_an_agent_that_works_every_week_and_did_nothing_is_a_point(alice: Person, agent: Agent, is_stopped: bool) -> None:
    usually(agent)
    other = rows.agent(agent.company, "Muet depuis toujours", STARTS)
    if is_stopped:
        Suspension.objects.create(company=agent.company, agent=agent, asked_at=STARTS, asked_by=alice.membership)
    found = points(agent)
    odd = [one for one in found.get(Code.UNUSUAL, []) if one.facts["kind"] == Oddity.SILENCE]
    silent = [one.agent for one in [*found.get(Code.SILENT, []), *odd]]
    assert silent == ([] if is_stopped else [agent.pk])
    assert other.pk not in silent


def test_the_sample_is_drawn_by_the_seed_and_can_be_checked_afterwards(agent: Agent) -> None:
    usually(agent)
    tell(agent, *(did(number, STARTS + timedelta(minutes=number)) for number in range(1, 101)), did(200, outcome="blocked"))
    first, again = (checklist.week_points(agent.company, WEEK, SEED, at=ENDS) for _ in range(2))
    assert first == again
    sample = next(one for one in first if one.code == Code.SAMPLE)
    shown = {line.seq for one in first if one is not sample for line in one.actions}
    week = Action.objects.of(agent.company).filter(occurred_at__gte=STARTS).exclude(outcome="blocked").values_list("seq", flat=True)
    assert [line.seq for line in sample.actions] == drawn(SEED, set(week) - shown, 3)
    other = checklist.week_points(agent.company, WEEK, b"\1" * 32, at=ENDS)
    assert next(one for one in other if one.code == Code.SAMPLE).actions != sample.actions


def test_many_agents_give_twelve_points_and_the_rest_is_counted(alice: Person, inside: Any) -> None:
    for number in range(20):
        agent = rows.agent(alice.company, f"Agent {number:02}", STARTS)
        tell(agent, did(number, outcome="blocked"), paid(100 + number, payee=f"Payé {number}", account=""), did(300 + number))
    made = checklist.week(alice.company, WEEK, SEED, at=ENDS)
    assert len(made.points) == 12
    shown = {code: sum(one.code == code for one in made.points) for code in (Code.BLOCKED, Code.NEW_NAMES, Code.TOTALS)}
    assert {code: made.facts["left"][code] + shown[code] for code in shown} == {Code.BLOCKED: 20, Code.NEW_NAMES: 20, Code.TOTALS: 20}
    assert (made.facts["number"], made.facts["agents"]) == (60, 20)


@pytest.fixture
def elsewhere(driss: Person) -> Iterator[Agent]:
    with scope(driss.company):
        yield rows.agent(driss.company, "Voisin", STARTS)


def test_two_companies_never_mix(alice: Person, elsewhere: Agent) -> None:
    with scope(elsewhere.company):
        tell(elsewhere, *(paid(number) for number in range(5)), did(9, outcome="blocked"))
        theirs = checklist.week(elsewhere.company, WEEK, SEED, at=ENDS)
    with scope(alice.company):
        rows.agent(alice.company, "Le mien", STARTS)
        mine = checklist.week(alice.company, WEEK, SEED, at=ENDS)
    assert theirs.facts["number"] == 6
    assert (mine.facts["number"], [one.facts for one in mine.points]) == (0, [{"number": 0}])
    with scope(alice.company):  # even named outright: the database's own policy stands behind each statement
        assert checklist.week(elsewhere.company, WEEK, SEED, at=ENDS).facts["number"] == 0


def test_nothing_personal_is_kept_in_a_point(agent: Agent) -> None:
    usually(agent)
    whom = "jeanne.durand@exemple.fr"
    tell(agent, did(1, target=whom), did(2, target=whom, outcome="blocked"), paid(3, target=f"pour {whom}"))
    made = checklist.week(agent.company, WEEK, SEED, at=ENDS)
    review = open_review(agent.company, Opening(Kind.WEEK, WEEK, seed=SEED, facts=made.facts), made.points, at=ENDS)
    assert review is not None
    text = str([(point.facts, point.where) for point in review.points.all()]) + str(review.facts)
    assert "jeanne.durand" not in text
    assert IBAN[6:20] not in text


def test_a_point_opens_the_journal_on_just_its_actions(alice: Person, agent: Agent) -> None:
    from urllib.parse import urlencode

    from tests.cast import sign_in

    usually(agent)
    tell(agent, *(did(number, STARTS + timedelta(minutes=number), type=Type.READ) for number in range(3)), did(9, ENDS), did(10))
    spare = next(one for one in points(agent)[Code.TOTALS] if one.facts.get("kind") == Type.READ)
    page = sign_in(alice).get(f"/journal/?{urlencode(spare.where)}")
    shown = [line.action.key.int for _, lines in page.context["days"] for line in lines]
    assert sorted(shown) == [0, 1, 2]
    assert "Seulement du" in page.content.decode()


def test_a_point_about_approvals_leads_to_the_demands(alice: Person, agent: Agent) -> None:
    from tests.cast import sign_in

    limit(alice, Measure.AMOUNT, 1000_00, type="payment")
    demand = ask(agent, asked(1840_00), at=STARTS)
    decide(demand, yes(demand), by=alice.membership, at=STARTS)
    made = checklist.week(agent.company, WEEK, SEED, at=ENDS)
    review = open_review(agent.company, Opening(Kind.WEEK, WEEK, facts=made.facts), made.points, at=ENDS)
    assert review is not None
    assert f"/demandes/{demand.pk}/" in sign_in(alice).get(f"/revues/{review.pk}/").content.decode()


def test_a_review_keeps_the_figures_of_its_head(agent: Agent) -> None:
    tell(agent, did(1))
    made = checklist.week(agent.company, WEEK, SEED, at=ENDS)
    open_review(agent.company, Opening(Kind.WEEK, WEEK, facts=made.facts), made.points, at=ENDS)
    assert Review.objects.of(agent.company).get().facts["number"] == 1
    assert uuid4() not in {one.agent for one in made.points}

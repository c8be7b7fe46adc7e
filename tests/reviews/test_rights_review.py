"""A review of rights, from the question to what the signature does."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.boundary import scope
from accounts.enums import Role
from inventory.actions.agents import Identity, edit
from inventory.enums import Ownership, SignIn, Verb
from inventory.models import Agent, Connection, ConnectionUse, Permission
from ledger.queries import newest
from reviews.actions import asking
from reviews.actions.answering import NotTaken, answer
from reviews.actions.keeping import keep_calm
from reviews.actions.signing import NotAllAnswered, sign
from reviews.enums import Cause, Code, RemedyKind, Verdict
from reviews.models import Remedy, Review
from reviews.queries.after_removal import used_after_removal
from reviews.queries.answers import points_of
from tests.alerts.conftest import look, paid, tell
from tests.cast import AT, Person, make_person, sign_in
from tests.register import rows

pytestmark = pytest.mark.django_db
BEFORE = AT - timedelta(days=100)


@pytest.fixture
def agent(alice: Person) -> Agent:
    """Two rights that stand out, three that do not, one account without a second factor."""
    with scope(alice.company):
        made = rows.agent(alice.company, "Relance", BEFORE)
        account = Connection.objects.create(
            company=alice.company, service="Sage", ownership=Ownership.DEDICATED, sign_in=SignIn.PASSWORD, has_second_factor=False,
            revoke_where="Sage, onglet Accès", opened_at=BEFORE,
        )  # fmt: skip
        ConnectionUse.objects.create(company=alice.company, agent=made, connection=account)
        rows.right(made, BEFORE, Verb.DELETE, "Tous les dossiers")
        rows.right(made, BEFORE, Verb.SEND, "Relances")
        for number in range(3):
            calm = {"reason": "Son travail", "until": AT.date() + timedelta(days=200), "granted_at": BEFORE, "connection": account}
            Permission.objects.create(company=alice.company, agent=made, verb=Verb.EDIT, resource=f"Dossier {number}", **calm)
        return made


@pytest.fixture
def review(alice: Person, agent: Agent) -> Review:
    with scope(alice.company):
        return asking.ask(alice.company, agent, by=alice.membership, at=AT)


def answer_all(review: Review, who: Person, first: Verdict, note: str = "Plus utile") -> None:
    keep_calm(review, by=who.membership, at=AT)
    one, other, account = [point for point in points_of(review) if point.facts.get("flags") != []]
    answer(one, first, note, by=who.membership, at=AT)
    answer(other, Verdict.KEEP, "Il relance chaque lundi", by=who.membership, at=AT)
    answer(account, Verdict.TO_DO, by=who.membership, at=AT)


def test_what_stands_out_is_kept_for_a_reason_and_never_with_the_others(alice: Person, review: Review) -> None:
    with scope(alice.company):
        first = points_of(review)[0]
        with pytest.raises(NotTaken, match="pourquoi vous gardez ce droit"):
            answer(first, Verdict.KEEP, by=alice.membership, at=AT)
        with pytest.raises(NotTaken, match="à quoi le réduire"):
            answer(first, Verdict.REDUCE, by=alice.membership, at=AT)
        assert keep_calm(review, by=alice.membership, at=AT) == 3
        assert keep_calm(review, by=alice.membership, at=AT) == 0
        assert "a gardé ensemble" in newest()[0].sentence
        with pytest.raises(NotAllAnswered):
            sign(review, by=alice.membership, at=AT)


def test_a_signature_takes_rights_away_and_notes_where_to_go(alice: Person, review: Review) -> None:
    with scope(alice.company):
        answer_all(review, alice, Verdict.REMOVE)
        gone = points_of(review)[0].permission
        assert gone is not None
        assert Permission.objects.of(alice.company).current().filter(pk=gone.pk).exists()  # nothing before the signature
        sign(review, by=alice.membership, at=AT)
        assert not Permission.objects.of(alice.company).current().filter(pk=gone.pk).exists()
        removal = Remedy.objects.of(alice.company).get(kind=RemedyKind.REMOVE)
        assert removal.note == "Plus utile Retirez-le aussi dans le service que l’agent utilise."
        kinds = set(Remedy.objects.of(alice.company).open().values_list("kind", flat=True))
    assert kinds == {RemedyKind.REMOVE, RemedyKind.FACTOR}


def test_whoever_may_not_edit_leaves_the_removal_to_somebody_who_may(alice: Person, review: Review) -> None:
    with scope(alice.company):
        rachid = make_person(alice.company, "Rachid Relit", Role.REVIEWER)
        answer_all(review, rachid, Verdict.REMOVE)
        sign(review, by=rachid.membership, at=AT)
        assert Permission.objects.of(alice.company).current().count() == 5
        assert Remedy.objects.of(alice.company).open().filter(kind=RemedyKind.RIGHT).count() == 1


def test_one_open_review_of_an_agent_at_a_time(alice: Person, agent: Agent, review: Review) -> None:
    with scope(alice.company):
        assert asking.ask(alice.company, agent, by=alice.membership, at=AT + timedelta(days=1)) == review


@pytest.mark.parametrize(
    ("change", "opens"), [({"model": "autre"}, True), ({"purpose": "Autre chose"}, True), ({"host_country": "DE"}, False)]
)
def test_another_model_tool_or_purpose_opens_a_review(alice: Person, agent: Agent, change: dict[str, str], opens: bool) -> None:
    with scope(alice.company):
        now = Identity(name=agent.name, purpose=agent.purpose, tool=agent.tool, host_country="FR")
        edit(agent, Identity(**(now.__dict__ | change)), by=alice.membership, at=AT)
        found = list(Review.objects.of(alice.company))
        assert [review.cause for review in found] == ([Cause.CHANGED] if opens else [])


def test_the_page_tells_each_right_and_keeps_the_calm_ones_at_once(alice: Person, review: Review) -> None:
    browser = sign_in(alice)
    page = browser.get(reverse("reviews:review", args=[review.pk])).content.decode()
    for words in (
        "Les droits de «\u00a0Relance\u00a0», en 6 points",
        "Garder les 3 droits sans remarque",
        "À regarder",
        "Tous les dossiers",
    ):
        assert words in page, words
    page = browser.post(reverse("reviews:keep", args=[review.pk]), follow=True).content.decode()
    assert "3 droits gardés." in page
    assert "sans remarque" not in page


def test_an_agents_page_asks_for_its_review(alice: Person, agent: Agent) -> None:
    browser = sign_in(alice)
    assert "Relire ses droits" in browser.get(reverse("inventory:agent", args=[agent.pk])).content.decode()
    page = browser.post(reverse("reviews:ask"), {"agent": str(agent.pk)}, follow=True).content.decode()
    assert "Les droits de «\u00a0Relance\u00a0»" in page
    with scope(alice.company):
        assert Review.objects.get().points.filter(code=Code.FACTOR).count() == 1


def test_another_companys_agent_is_not_found(driss: Person, agent: Agent) -> None:
    assert sign_in(driss).post(reverse("reviews:ask"), {"agent": str(agent.pk)}).status_code == 404


def test_a_right_used_after_it_was_taken_away_is_told(alice: Person, review: Review, agent: Agent) -> None:
    with scope(alice.company):
        answer_all(review, alice, Verdict.REMOVE)
        sign(review, by=alice.membership, at=AT)
        assert used_after_removal(alice.company) == {}
        tell(agent, paid(1, AT - timedelta(hours=2), type="file.delete", tool="fichiers.supprimer", amount_cents=None, account=""))
        look(agent)
        assert used_after_removal(alice.company) == {}
        tell(agent, paid(2, AT + timedelta(hours=2), type="file.delete", tool="fichiers.supprimer", amount_cents=None, account=""))
        look(agent)
        assert list(used_after_removal(alice.company).values()) == [AT + timedelta(hours=2)]
    assert "Utilisé après le retrait" in sign_in(alice).get(reverse("reviews:remedies")).content.decode()


def test_an_agent_changed_again_the_day_it_was_reviewed_is_reviewed_again(alice: Person, agent: Agent, review: Review) -> None:
    with scope(alice.company):
        answer_all(review, alice, Verdict.REMOVE)
        sign(review, by=alice.membership, at=AT)
        again = asking.after_change(agent, "Changé : modèle.", by=alice.membership, at=AT + timedelta(hours=1))
        assert again is not None
        assert asking.ask(alice.company, agent, by=alice.membership, at=AT + timedelta(hours=2)) == again


def test_everybodys_rights_signed_today_are_not_called_nothing_to_review(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        everybodys = asking.ask(alice.company, None, by=alice.membership, at=AT)
        answer_all(everybodys, alice, Verdict.REMOVE)
        sign(everybodys, by=alice.membership, at=AT)
        with pytest.raises(asking.ReviewedToday):
            asking.ask(alice.company, None, by=alice.membership, at=AT)

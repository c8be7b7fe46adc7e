"""Questions kept as SQL answer what the ORM answers, each time anew."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Company, Membership
from lib.kept import IDS, Kept, afresh, together
from tests.cast import Person

PEOPLE = Kept(lambda company: Membership.objects.of(company).select_related("user").order_by("started_at", "pk"), Company)
ROLES = Kept(
    lambda company, ids: Membership.objects.of(company).filter(user__in=ids).order_by("pk").values_list("pk", "role"), Company, IDS
)
NAMES = Kept(lambda company: Membership.objects.of(company).order_by("user__name").values_list("user__name", flat=True), Company)
TOLD = Kept(lambda company: Membership.objects.of(company).order_by("pk").values_list("pk", "role", named=True)[:1], Company)


def test_models_come_with_what_they_were_asked_with(alice: Person, benoit: Person, inside: Company) -> None:
    found = {one.pk: one for one in PEOPLE.read(inside)}
    assert found == {one.membership.pk: one.membership for one in (alice, benoit)}
    with CaptureQueriesContext(connection) as asked:
        assert found[alice.membership.pk].user.name == "Alice Martin"
    assert not asked.captured_queries
    assert not found[alice.membership.pk]._state.adding


def test_values_come_as_tuples_alone_or_named(alice: Person, benoit: Person, inside: Company) -> None:
    assert NAMES.read(inside) == ["Alice Martin", "Benoît Leroy"]
    assert ROLES.read(inside, [alice.user.pk]) == [(alice.membership.pk, "owner")]
    assert TOLD.read(inside)[0].role in ("owner", "approver")


@pytest.mark.parametrize("many", [0, 1, 2])
def test_many_ids_are_one_argument(many: int, alice: Person, benoit: Person, inside: Company) -> None:
    wanted = [alice.user.pk, benoit.user.pk][:many]
    assert {pk for pk, _ in ROLES.read(inside, set(wanted))} == {one.membership.pk for one in (alice, benoit)[:many]}


def test_each_reading_is_anew(alice: Person, benoit: Person, inside: Company) -> None:
    PEOPLE.read(inside)
    benoit.user.name = "Benoît Durand"
    benoit.user.save()
    assert "Benoît Durand" in NAMES.read(inside)


def test_no_other_company_answers(alice: Person, driss: Person, inside: Company) -> None:
    assert ROLES.read(inside, [alice.user.pk, driss.user.pk]) == [(alice.membership.pk, "owner")]


def test_what_is_asked_together_is_asked_once(alice: Person, inside: Company) -> None:
    with CaptureQueriesContext(connection) as asked, together((NAMES, (inside,)), (PEOPLE, (inside,)), (NAMES, (inside,))):
        assert NAMES.read(inside) == NAMES.read(inside) == ["Alice Martin"]
        assert PEOPLE.read(inside)[0] is not PEOPLE.read(inside)[0]
    assert len(asked) == 2


def test_after_it_and_afresh_the_question_is_put_again(alice: Person, inside: Company) -> None:
    with together((NAMES, (inside,))):
        alice.user.name = "Alice Durand"
        alice.user.save()
        assert NAMES.read(inside) == ["Alice Martin"]
        with afresh():
            assert NAMES.read(inside) == ["Alice Durand"]
    assert NAMES.read(inside) == ["Alice Durand"]


def test_many_ids_stand_in_a_list_only(inside: Company) -> None:
    wrong = Kept(lambda company, ids: Membership.objects.of(company).filter(pk=ids[0]), Company, IDS)
    with pytest.raises(TypeError):
        wrong.read(inside, [UUID(int=1)])


def test_moments_and_days_are_arguments(alice: Person, inside: Company) -> None:
    since = Kept(lambda company, at: Membership.objects.of(company).filter(started_at__gt=at), Company, datetime)
    started = alice.membership.started_at
    assert since.read(inside, started) == []
    assert since.read(inside, started - timedelta(days=1)) == [alice.membership]

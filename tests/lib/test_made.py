"""A row made by ourselves is what Django would have made of it."""

import pytest
from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_init, pre_init

from accounts.models import Company, Membership, User
from lib.made import columns, made, width
from lib.prepared import rows
from tests.cast import Person


@pytest.mark.parametrize("model", [Company, Membership, User])
def test_it_holds_what_django_reads(alice: Person, inside: Company, model: type[Model]) -> None:
    key = {Company: alice.company.pk, Membership: alice.membership.pk, User: alice.user.pk}[model]
    theirs = model._default_manager.get(pk=key)
    ours = made(model, rows(f"select {columns(model, 't')} from {model._meta.db_table} t where t.id = %s", [key])[0])
    assert {**vars(ours), "_state": 0} == {**vars(theirs), "_state": 0}
    assert ours == theirs
    assert (ours._state.adding, ours._state.db) == (False, theirs._state.db)
    assert ours._state is not theirs._state


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        made(User, (1,) * (width(User) - 1))


def test_nobody_listens_to_models_that_are_made() -> None:
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in {"accounts", "approvals", "inventory"}]
    assert len(ours) > 30
    assert not [model for model in ours if pre_init.has_listeners(model) or post_init.has_listeners(model)]

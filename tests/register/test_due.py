"""What the first page says of the register."""

import pytest

from accounts.models import Company
from register.due import due
from tests.cast import AT, Person
from tests.register import rows

pytestmark = pytest.mark.django_db


def test_an_empty_register_asks_nothing(inside: Company, alice: Person) -> None:
    assert due(inside, alice.membership, AT) == []


def test_a_sheet_to_confirm_is_calm(inside: Company, alice: Person) -> None:
    row = rows.whole_sheet(alice, AT)
    (duty,) = due(inside, alice.membership, AT)
    assert (duty.tone, duty.title, duty.url) == ("info", "Confirmer votre registre", f"/registre/{row.pk}/")


def test_a_sheet_that_lacks_something_obligatory_comes_first(inside: Company, alice: Person) -> None:
    rows.whole_sheet(alice, AT)
    for number in range(2):
        rows.bare_sheet(alice, AT, f"Vide {number}")
    (duty,) = due(inside, alice.membership, AT)
    assert (duty.tone, duty.minutes, duty.url) == ("watch", 6, "/registre/")
    assert duty.why == "Il manque des points obligatoires sur 2 fiches."


def test_who_may_not_edit_is_asked_nothing(inside: Company, alice: Person, chloe: Person) -> None:
    rows.bare_sheet(alice, AT)
    assert due(inside, chloe.membership, AT) == []

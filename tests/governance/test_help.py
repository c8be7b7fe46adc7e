"""Help is for people of the house, and only our own pages are read."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from governance.views.help import PAGES
from tests.cast import Person, sign_in


def test_every_page_has_its_document() -> None:
    assert [name for name in PAGES if not (settings.BASE_DIR / "docs" / "fr" / f"{name}.md").is_file()] == []


def test_every_page_is_listed_and_can_be_read(alice: Person) -> None:
    client = sign_in(alice)
    index = client.get(reverse("help")).content.decode()
    for name in PAGES:
        assert reverse("help_page", args=[name]) in index
        assert client.get(reverse("help_page", args=[name])).status_code == 200


@pytest.mark.parametrize("name", ["architecture", "README", "mettre-en-ligne-"])
def test_no_other_file_is_read(alice: Person, name: str) -> None:
    assert sign_in(alice).get(f"/aide/{name}/").status_code == 404


def test_a_visitor_is_sent_to_sign_in(db) -> None:
    answer = Client().get(reverse("help"))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("accounts:sign_in"))

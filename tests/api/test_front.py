"""What the agents' door says of itself in every answer, and what it takes to be an address."""

from typing import Any

import pytest
from django.conf import settings as ours
from django.test import Client

from api import front
from governance.addresses import Address
from tests.api.test_approvals import HERE, agent, get, key
from tests.cast import Person

__all__ = ["agent", "key"]
OF_A_PAGE = {
    "Content-Type",
    "Content-Length",
    "Vary",
    "Set-Cookie",
    "Cache-Control",
    "Expires",
    "Content-Language",
    "X-Frame-Options",
    "X-Robots-Tag",
}


@pytest.mark.asvs("V3.2.1", "V3.4.1", "V3.4.3")
@pytest.mark.parametrize("is_secure", [False, True])
def test_an_agent_is_told_what_every_page_is_told(settings: Any, is_secure: bool, alice: Person, key: str) -> None:
    asked: dict[str, Any] = {}
    if is_secure:
        settings.ADDRESS = Address.parse("https://garde-fou.exemple.fr")
        settings.ALLOWED_HOSTS = [*settings.ADDRESS.hosts, "testserver"]
        settings.SECURE_HSTS_SECONDS, settings.TRUSTED_PROXY = 31_536_000, frozenset({"127.0.0.1"})
        asked = {"HTTP_X_FORWARDED_PROTO": "https"}
    page = Client(**asked).get("/a-propos/")
    told = {name: value for name, value in page.headers.items() if name not in OF_A_PAGE}
    assert len(told) > 5
    assert ("Strict-Transport-Security" in told) == is_secure
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    for answer in (Client(**asked).get(HERE), Client(**asked, **bearer).get(HERE), Client(**asked).get("/api/v1/rien")):
        for name, value in told.items():
            assert sorted(answer.headers[name].split("; ")) == sorted(value.split("; ")), name
        assert answer.headers["Cache-Control"] == "no-store"


def test_what_the_door_says_comes_from_the_layers_that_pages_pass() -> None:
    place = ours.MIDDLEWARE.index("api.front.Door")
    assert ours.MIDDLEWARE[place + 1 : place + 1 + len(ours.TOLD_BY_ALL)] == ours.TOLD_BY_ALL


def test_an_address_with_a_name_inside_is_looked_for_each_time(alice: Person, key: str) -> None:
    front._views.clear()
    for name in ("a", "b"):
        assert get(key, f"{HERE}/{name}").status_code == 404
    assert get(key, "/api/v1/rien").status_code == 404
    assert get(key, HERE).status_code == get(key, HERE).status_code == 200
    assert list(front._views) == [HERE]

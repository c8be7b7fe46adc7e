"""Where each kind of account is taken back."""

import pytest

from approvals.rules.revoking import address_in, how_to_halt, how_to_revoke
from inventory.enums import Isolation, SignIn


def test_what_the_company_wrote_itself_comes_first() -> None:
    assert how_to_revoke("Gmail", SignIn.OAUTH, "Demandez à Sofia.") == "Demandez à Sofia."


@pytest.mark.parametrize(
    ("service", "sign_in", "said"),
    [
        ("Google Workspace", SignIn.OAUTH, "myaccount.google.com"),
        ("Compte Gmail", SignIn.UNKNOWN, "myaccount.google.com"),
        ("Gmail", SignIn.PASSWORD, "changez le mot de passe"),
        ("GitHub", SignIn.KEY, "Personal access tokens"),
        ("Batimob", SignIn.OAUTH, "applications connectées"),
        ("Batimob", SignIn.KEY, "clés d’accès (API)"),
        ("Batimob", SignIn.PASSWORD, "fermez toutes ses sessions"),
        ("Batimob", SignIn.UNKNOWN, "changez le mot de passe"),
    ],
)
def test_the_advice_follows_the_service_then_the_kind_of_access(service: str, sign_in: str, said: str) -> None:
    assert said in how_to_revoke(service, sign_in, "")


@pytest.mark.parametrize("sign_in", SignIn.values)
def test_every_kind_of_access_has_an_advice(sign_in: str) -> None:
    assert "Sage" in how_to_revoke("Sage", sign_in, "")


@pytest.mark.parametrize("isolation", Isolation.values)
def test_every_place_an_agent_runs_has_an_advice(isolation: str) -> None:
    assert how_to_halt("n8n", isolation).endswith(".")
    assert "{" not in how_to_halt("", isolation)


@pytest.mark.parametrize(
    ("advice", "address"),
    [
        ("Sur myaccount.google.com, Sécurité", "https://myaccount.google.com"),
        ("Ouvrez https://sage.example.fr/admin/users.", "https://sage.example.fr/admin/users"),
        ("se désactive sur notion.so/my-integrations.", "https://notion.so/my-integrations"),
        ("Écrivez à aide@sage.fr", ""),
        ("Dans n8n, désactivez le scénario.", ""),
        ("http://sage.fr en clair", ""),
    ],
)
@pytest.mark.asvs("V1.2.2")
def test_an_address_named_by_the_advice_can_be_opened(advice: str, address: str) -> None:
    assert address_in(advice) == address

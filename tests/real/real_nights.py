"""A demand made in the evening and answered next morning, the program being ended in between, by the real SDKs and our client."""

from pathlib import Path

import pytest

from tests.real.models import Models
from tests.real.site import Ran, Site

PAY = ("creer_virement", {"amount": "1840.00", "account": "FR7630006000011234567890189"})
both = pytest.mark.parametrize("sdk", ["openai", "langgraph"])


def play(site: Site, models: Models, sdk: str, when: str, night: Path, bank: Path) -> Ran:
    models.says(PAY)
    return site.run(sdk, f"{sdk}_night", when, str(night), str(bank), MODELS_URL=models.url)


def paid(bank: Path) -> list[str]:
    return bank.read_text().split()


@both
def test_asked_in_the_evening_paid_once_the_next_day(site: Site, models: Models, sdk: str, tmp_path: Path, bank: Path) -> None:
    night = tmp_path / f"{sdk}-accepted"
    first = play(site, models, sdk, "evening", night, bank)
    assert (first.code, first.said) == (0, "pending"), first.complained
    assert play(site, models, sdk, "morning", night, bank) == (0, "pending", "")
    assert paid(bank) == []
    site.answer(sdk, is_yes=True)
    assert play(site, models, sdk, "morning", night, bank) == (0, "Fini. Virement exécuté.", "")
    assert play(site, models, sdk, "morning", night, bank).code == 0
    assert paid(bank) == ["1840.00"]
    asked = site.last(sdk)
    (told,) = site.actions(sdk)
    assert (asked["state"], told["approval"], told["amount_cents"]) == ("consumed", asked["id"], 1840_00)


@both
def test_refused_the_model_reads_why(site: Site, models: Models, sdk: str, tmp_path: Path, bank: Path) -> None:
    night = tmp_path / f"{sdk}-refused"
    assert play(site, models, sdk, "evening", night, bank).said == "pending"
    site.answer(sdk, is_yes=False, comment="Facture déjà payée")
    morning = play(site, models, sdk, "morning", night, bank)
    assert (morning.code, "Facture déjà payée" in morning.said) == (0, True), morning
    assert paid(bank) == []


@both
def test_killed_just_after_paying_it_is_not_paid_twice(site: Site, models: Models, sdk: str, tmp_path: Path, bank: Path) -> None:
    night, before = tmp_path / f"{sdk}-killed", len(site.actions(sdk))
    play(site, models, sdk, "evening", night, bank)
    site.answer(sdk, is_yes=True)
    assert play(site, models, sdk, "crash", night, bank).code == 9
    again = play(site, models, sdk, "morning", night, bank)
    assert "résultat inconnu" in again.said, again
    assert paid(bank) == ["1840.00"]
    assert site.last(sdk)["state"] == "consumed"
    assert len(site.actions(sdk)) == before  # granted, and never confirmed: a person must look

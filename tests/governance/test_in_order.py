"""Each fact of the side column is true at this moment, or is said to be missing."""

from datetime import timedelta

import pytest

from accounts.models import Authenticator
from governance.in_order import facts
from inventory.models import Agent
from register.book import Part
from register.enums import Format
from register.models import Export
from register.reading import Reading
from tests.cast import AT, Person


@pytest.fixture
def said(inside):
    return lambda: {fact.words: fact.is_met for fact in facts(inside, Reading(inside, AT))}


def test_a_new_company_never_printed_its_register(said, alice: Person) -> None:
    assert said()["Registre jamais imprimé"] is False


def test_the_last_pdf_counts_and_nothing_else(said, alice: Person, inside) -> None:
    common = {"company": inside, "asked_at": AT, "asked_by_name": "Alice Martin"}
    Export.objects.create(number=1, format=Format.PDF, ready_at=AT, **common)
    Export.objects.create(number=2, format=Format.JSON, ready_at=AT + timedelta(days=1), **common)
    Export.objects.create(number=3, format=Format.PDF, **common)
    agent = Agent.objects.create(company=inside, name="Facturier", purpose="Essai", declared_at=AT, changed_at=AT)
    Export.objects.create(number=4, format=Format.PDF, part=Part.MISSION, agent=agent, ready_at=AT + timedelta(days=2), **common)
    assert said()["Registre imprimé le 23\u00a0novembre"] is True


def test_a_draft_is_said_to_be_one(said, alice: Person, inside) -> None:
    Export.objects.create(
        company=inside, number=1, format=Format.PDF, ready_at=AT, is_draft=True, asked_at=AT, asked_by_name="Alice Martin"
    )
    assert said()["Registre imprimé le 23\u00a0novembre, en version de travail"] is False


def test_everybody_needs_an_app(said, alice: Person, benoit: Person) -> None:
    Authenticator.objects.create(user=alice.user, name="Téléphone", sealed_key="", added_at=AT)
    Authenticator.objects.create(user=benoit.user, name="Téléphone", sealed_key="", added_at=AT, confirmed=False)
    assert said()["Application de double vérification absente pour 1\u00a0personne"] is False
    Authenticator.objects.filter(user=benoit.user).update(confirmed=True)
    assert said()["Double vérification active pour 2\u00a0personnes"] is True


def test_a_person_who_left_is_not_counted(said, alice: Person, chloe: Person) -> None:
    Authenticator.objects.create(user=alice.user, name="Téléphone", sealed_key="", added_at=AT)
    chloe.membership.ended_at = AT
    chloe.membership.save()
    assert said()["Double vérification active pour 1\u00a0personne"] is True


def test_without_a_sheet_nothing_is_said_of_the_register(said, alice: Person) -> None:
    assert not [words for words in said() if "traitement" in words or "Fiches" in words]


def test_sheets_are_complete_once_nothing_obligatory_is_missing_and_all_is_confirmed(said, alice: Person, inside) -> None:
    from inventory.models import Processing

    Processing.objects.create(company=inside, number=1, name="Devis", started_on=AT.date(), changed_at=AT)
    assert said()["Fiches du registre complètes\u00a0: 0 sur 1"] is False

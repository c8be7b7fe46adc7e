"""« Son histoire, avant et après »: what each act changed, in words, for whoever may read it, in a fixed number of queries."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.boundary import scope
from accounts.past_schema import kept_models
from inventory.actions import lines, processings
from inventory.actions.agents import Identity, edit
from inventory.actions.processings import Heading
from inventory.actions.rights import withdraw
from inventory.models import Agent, Processing
from inventory.queries.past import PAGE_SIZE, RowChange, history_page
from inventory.rules.past_difference import Piece, pieces
from inventory.rules.past_words import TOLD
from tests.cast import AT, Person, make_company, make_person, sign_in
from tests.register import rows

LATER = AT + timedelta(days=1)
# What a history never says: keys, places in a list, clocks that repeat when the act happened, codes told by another column.
UNSAID = {"id", "company_id", "position", "seq", "number", "template", "at", "by_id", "about_kind", "about_id", "about_name", "code"}
UNSAID |= {"declared_at", "changed_at", "opened_at", "granted_at", "noted_at", "asked_at", "started_on", "read_at", "added_at", "paired_at"}
UNSAID |= {"agent_id", "processing_id", "permission_id", "suspension_id", "retention_code"}
WITHOUT_HISTORY = {"accounts_company", "accounts_membership", "inventory_ownword"}


@pytest.fixture
def alice(db: None, transactional_db: None) -> Person:
    return make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", "owner")


@pytest.fixture
def sheet(alice: Person) -> Processing:
    with scope(alice.company):
        return rows.whole_sheet(alice, AT)


def changes(alice: Person, about: Any) -> list[tuple[RowChange, ...]]:
    with scope(alice.company):
        return [row.changes for row in history_page(alice.company, about.pk).rows]


def told(change: RowChange) -> dict[str, tuple[str, str]]:
    return {one.label: (one.before, one.after) for one in change.fields}


def test_a_field_is_told_before_and_after(alice: Person, sheet: Processing) -> None:
    with scope(alice.company):
        heading = Heading(**{name: getattr(sheet, name) for name in Heading.__dataclass_fields__})
        processings.edit(sheet, Heading(**{**vars(heading), "name": "Factures"}), by=alice.membership, at=LATER)
    (change,) = changes(alice, sheet)[0]
    assert (change.title, change.verb) == ("Fiche\u00a0: Factures", "changement")
    assert told(change) == {"Nom du traitement": ("Facturation clients", "Factures")}


def test_a_line_that_was_taken_away_can_still_be_read(alice: Person, sheet: Processing) -> None:
    with scope(alice.company):
        data = sheet.data.get()
        lines.remove(sheet, "data", data.pk, by=alice.membership, at=LATER)
    (change,) = changes(alice, sheet)[0]
    assert (change.title, change.verb) == ("Donnée\u00a0: État civil, identité, images", "retrait")
    assert told(change)["Durée de conservation"] == ("5 ans", "")


def test_codes_days_and_people_are_said_in_words(alice: Person, sheet: Processing) -> None:
    with scope(alice.company):
        lines.confirm_basis(sheet, sheet.purposes.get(), by=alice.membership, at=LATER)
        agent = rows.agent(alice.company, "Facturier", AT)
    with scope(alice.company):
        identity = Identity(name="Facturier", purpose="Facturer", tool="OpenClaw", host_country="DE", in_charge=alice.membership)
        edit(agent, identity, by=alice.membership, at=LATER)
        right = rows.right(agent, AT)
    with scope(alice.company):
        withdraw(right, why="Inutile", by=alice.membership, at=LATER)
    assert told(changes(alice, sheet)[0][0]) == {"Confirmée le": ("", "24\u00a0novembre 2026"), "Confirmée par": ("", "Alice Martin")}
    ended, edited = changes(alice, agent)[:2]
    assert told(ended[0]) == {"Comment il a fini": ("", "Retiré"), "Raison": ("", "Inutile")}
    said = told(edited[0])
    assert said["Pays d’hébergement"] == ("France", "Allemagne")
    assert said["Responsable"] == ("", "Alice Martin")
    assert told(changes(alice, right)[0][0]) == told(ended[0])


def test_the_page_shows_it_and_a_stranger_finds_nothing(alice: Person, sheet: Processing) -> None:
    with scope(alice.company):
        lines.remove(sheet, "data", sheet.data.get().pk, by=alice.membership, at=LATER)
    address = f"/registre/traitements/{sheet.pk}/historique/"
    words = sign_in(alice).get(address).content.decode()
    assert "Voir ce qui a changé" in words
    assert "État civil, identité" in words
    assert "(retrait)" in words
    driss = make_person(make_company("Garage Driss", "garage"), "Driss Amari", "owner")
    assert sign_in(driss).get(address).status_code == 404
    with scope(driss.company):
        assert history_page(driss.company, sheet.pk).rows == ()
        assert history_page(alice.company, sheet.pk).rows == ()


@pytest.mark.slow
def test_a_long_history_comes_page_by_page_in_as_many_queries(alice: Person, sheet: Processing, django_assert_max_num_queries: Any) -> None:
    for number in range(PAGE_SIZE + 20):
        with scope(alice.company):
            lines.add(sheet, "people", {"code": "clients", "precision": f"<b>{number}"}, by=alice.membership, at=LATER)
    with scope(alice.company), django_assert_max_num_queries(9):
        first = history_page(alice.company, sheet.pk)
    with scope(alice.company):
        second = history_page(alice.company, sheet.pk, first.older)
    assert (len(first.rows), second.older) == (PAGE_SIZE, None)
    assert all(row.changes for row in first.rows)
    browser, address = sign_in(alice), f"/registre/traitements/{sheet.pk}/historique/"
    assert f"?avant={first.older}" in browser.get(address).content.decode()
    assert "Revenir au plus récent" in browser.get(f"{address}?avant={first.older}").content.decode()
    for nonsense in ("x", "²", "-1", "9" * 30, ""):
        assert browser.get(f"{address}?avant={nonsense}").status_code == 200


def test_an_act_without_its_rows_is_a_sentence_alone(alice: Person) -> None:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Facturier", AT)
        assert history_page(alice.company, agent.pk).rows == ()
        assert Agent.objects.of(alice.company).count() == 1


def test_every_column_has_its_word_or_is_left_out_on_purpose() -> None:
    tables = {model._meta.db_table: {field.column for field in model._meta.concrete_fields} for model in kept_models()}
    assert tables.keys() - WITHOUT_HISTORY == TOLD.keys()
    assert {(table, name) for table in TOLD for name in tables[table] - UNSAID - TOLD[table].columns.keys()} == set()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("court", "autre", ()),
        ("a " * 40 + "fin", "a " * 40 + "fin et suite", (("same", "… a a a a a fin"), ("new", "et suite"))),
        ("un " + "mot " * 30 + "ici", "un " + "mot " * 30 + "là", (("same", "… mot mot mot mot mot mot"), ("gone", "ici"), ("new", "là"))),
        ("x" * 80, "y" * 80, ()),
    ],
)
def test_a_long_text_shows_only_what_changed(before: str, after: str, expected: tuple[tuple[str, str], ...]) -> None:
    assert pieces(before, after) == tuple(Piece(kind, words) for kind, words in expected)

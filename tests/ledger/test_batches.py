"""A batch of acts gives the same rows, leaves and edge as the acts one by one, and is as hard to fake."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.boundary import scope
from ledger import batches
from ledger.actions import NotInTransaction, content, record, spelt
from ledger.entries import SERVER, Actor, Subject
from ledger.enums import Kind
from ledger.models import Entry, Head
from ledger.queries import history, lately, newest
from ledger.rules import commitment, commitments, grow, header, leaf, leaves
from lib import canonical
from tests.cast import Person

AT = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)


def payload(number: int) -> bytes:
    return canonical.encode(content("action.done", [], by=SERVER, at=AT, detail={"target": f"Dossier n°\t{number}\\ \n « é »"}))


def seal(count: int, person: Person) -> int:
    rows = batches.commit([payload(number) for number in range(count)])
    return batches.append(batches.lock_counter(), Kind.ACTION, rows)


@pytest.mark.parametrize("about", [(), (Subject("agent", UUID(int=7), 'Léa "at":"1" \\ é\n'),), (Subject("a", UUID(int=1), ""),) * 2])
def test_what_a_batch_has_in_common_changes_no_byte(about: tuple[Subject, ...]) -> None:
    by, detail = Actor("agent", UUID(int=7), 'Léa "detail":{}'), {"target": "Dossier « é »", "count": 3, "test": True}
    one_by_one = canonical.encode(content("action.done", about, by=by, at=AT, detail=detail))
    alike = batches.Alike.of("action.done", about, by=by)
    assert b"".join((alike.head, spelt(AT).encode(), alike.middle, canonical.encode(detail), alike.tail)) == one_by_one


def test_leaves_of_a_batch_are_those_of_its_rows() -> None:
    committed = [bytes([number]) * 32 for number in range(5)]
    alone = [leaf(header(UUID(int=9), 41 + n, AT, Kind.ACTION, one)) for n, one in enumerate(committed)]
    assert leaves(UUID(int=9), 41, AT, Kind.ACTION, committed) == alone


@given(st.lists(st.tuples(st.binary(min_size=32, max_size=32), st.binary(max_size=200)), max_size=4))
def test_what_commits_to_a_batch_is_the_hmac_of_each(rows: list[tuple[bytes, bytes]]) -> None:
    made = commitments(b"".join(salt for salt, _ in rows), [payload for _, payload in rows])
    assert made == [commitment(salt, payload) for salt, payload in rows]


def test_no_payload_goes_without_a_salt() -> None:
    with pytest.raises(ValueError, match="zip"):
        commitments(bytes(32), [b"", b""])


@pytest.mark.parametrize("sizes", [(1,), (2, 5), (1, 100, 7), (64, 64)])
def test_batches_and_single_acts_grow_one_tree(alice: Person, sizes: tuple[int, ...]) -> None:
    with scope(alice.company):
        for size in sizes:
            first = Head.objects.get(company_id=alice.company.pk).size
            assert seal(size, alice) == first
            record(Kind.COMPANY, "company.changed", Subject("company", alice.company.pk, "Menuiserie"), by=SERVER, at=AT)
        rows = list(Entry.objects.filter(company_id=alice.company.pk).order_by("seq"))
        head = Head.objects.get(company_id=alice.company.pk)
    assert [row.seq for row in rows] == list(range(len(rows)))
    for row in rows:
        assert commitment(bytes(row.salt), bytes(row.payload)) == bytes(row.commitment)
        assert leaf(header(row.company_id, row.seq, row.recorded_at, row.kind, bytes(row.commitment))) == bytes(row.leaf)
    assert grow(b"", 0, [bytes(row.leaf) for row in rows]) == (bytes(head.edge), head.size)


def test_hostile_text_comes_back_byte_for_byte(alice: Person) -> None:
    with scope(alice.company):
        first = seal(3, alice)
        kept = Entry.objects.filter(company_id=alice.company.pk, seq__gte=first).order_by("seq")
        assert [bytes(row.payload) for row in kept] == [payload(number) for number in range(3)]


def test_without_a_company_nothing_is_counted(alice: Person) -> None:
    with transaction.atomic(), pytest.raises(LookupError):
        seal(1, alice)


def test_a_batch_of_another_company_does_not_exist(alice: Person, driss: Person) -> None:
    with scope(driss.company):
        first = seal(4, driss)
    with scope(alice.company):
        assert not Entry.objects.filter(company_id=driss.company.pk, seq__gte=first).exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_sealed() -> None:
    assert not connection.in_atomic_block
    with pytest.raises(NotInTransaction):
        batches.lock_counter()


def test_what_agents_report_is_in_nobodys_history_nor_among_the_last_acts(alice: Person) -> None:
    with scope(alice.company):
        before, of_company = lately(50), history(alice.company.pk)
        seal(3, alice)
        assert [line.act for line in newest(3)] == ["action.done"] * 3
        assert (lately(50), history(alice.company.pk)) == (before, of_company)

"""The bytes of a sealed row are frozen: a published vector, and SQL that agrees with Python."""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from ledger import rules
from ledger.actions import content, open_record, record
from ledger.entries import Actor, Subject
from ledger.enums import MONTHS_KEPT, Kind
from ledger.models import Entry, Head
from lib import canonical
from tests.cast import AT

COMPANY = UUID("6f1c1f9e-5a0b-4c1d-9d6e-2b7f00000001")
SUBJECT = Subject("agent", UUID("6f1c1f9e-5a0b-4c1d-9d6e-2b7f00000003"), "Facturier")
VECTOR = (
    "f9ebcc51e30233348011f0618b768d282318e7f775d8662be0dfb2fda3c6ccc6",
    "016f1c1f9e5a0b4c1d9d6e2b7f0000000100000000000004b1000660edfc7f98010003f9ebcc51e30233348011f0618b768d282318e7f775d8662be0dfb2fda3c6ccc6",
    "99e91742117323d6ea424fa2ace019e52370b63e657e109f3af55a4ff1b6097b",
)
CLAIRE = Actor("person", UUID("6f1c1f9e-5a0b-4c1d-9d6e-2b7f00000002"), "Claire Vasseur")


@pytest.mark.asvs("V11.4.3")
def test_the_published_vector_of_docs_dev_sealed_record_md() -> None:
    at = datetime(2026, 11, 23, 9, 12, 0, 1, tzinfo=UTC)
    payload = canonical.encode(content("permission.revoked", [SUBJECT], by=CLAIRE, at=at, detail={"verb": "Envoyer"}))
    committed = rules.commitment(bytes(range(32)), payload)
    head = rules.header(COMPANY, 1201, at, Kind.RIGHT, committed)
    assert payload.decode() == (
        '{"about":[{"id":"6f1c1f9e-5a0b-4c1d-9d6e-2b7f00000003","kind":"agent","name":"Facturier"}],"act":"permission.revoked",'
        '"at":"2026-11-23T09:12:00.000001Z","by":{"id":"6f1c1f9e-5a0b-4c1d-9d6e-2b7f00000002","kind":"person","name":"Claire Vasseur"},'
        '"detail":{"verb":"Envoyer"},"v":1}'
    )
    assert len(head) == 67
    assert (committed.hex(), head.hex(), rules.leaf(head).hex()) == VECTOR


def test_every_class_has_a_retention_and_keeps_its_number() -> None:
    assert {kind.name: int(kind) for kind in Kind} == {
        "ACTION": 1, "SIGNIN": 2, "RIGHT": 3, "REGISTER": 4, "REVIEW": 5, "STOP": 6,
        "COMPANY": 7, "PEOPLE": 8, "DECISION": 9, "PAYMENT": 10, "RECORD": 11,
    }  # fmt: skip
    assert set(MONTHS_KEPT) == set(Kind)


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, written as the RFC says it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=40), st.integers(0, 40))
def test_the_right_edge_gives_the_tree_head_of_the_rfc(leaves: list[bytes], cut: int) -> None:
    edge, size = rules.grow(*rules.grow(b"", 0, leaves[:cut]), leaves[cut:])
    assert (size, rules.root(edge)) == (len(leaves), naive_root(leaves))


@pytest.mark.asvs("V16.2.1")
def test_sql_and_python_make_the_same_bytes(inside) -> None:
    for number in range(20):
        assert record(Kind.RIGHT, "test.act", SUBJECT, by=CLAIRE, at=AT, detail={"n": number}) == number
    leaves = []
    for row in Entry.objects.order_by("seq"):
        assert bytes(row.commitment) == rules.commitment(bytes(row.salt), bytes(row.payload))
        leaves.append(rules.leaf(rules.header(inside.pk, row.seq, row.recorded_at, row.kind, bytes(row.commitment))))
        assert bytes(row.leaf) == leaves[-1]
    head = Head.objects.get()
    assert (bytes(head.edge), head.size) == rules.grow(b"", 0, leaves)


def test_without_a_company_nothing_is_recorded(db) -> None:
    open_record_of_nobody = uuid4()
    with pytest.raises(Exception, match="row-level security"):
        open_record(open_record_of_nobody)


@pytest.mark.parametrize("value", [1.5, float("nan"), {1: "x"}, 2**53, b"bytes", "\ud800", [object()]])
def test_what_has_two_spellings_is_refused(value) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.encode(value)


def test_keys_are_in_utf16_order() -> None:
    assert canonical.encode({"\U0001f600": 1, "\ufb33": 2, "a": 3}).decode() == '{"a":3,"\U0001f600":1,"\ufb33":2}'


def test_months_are_made_long_before_they_are_needed(db) -> None:
    from ledger.tasks import make_months

    make_months()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_inherits where inhparent = 'ledger_entry'::regclass")
        assert cursor.fetchone()[0] >= 15

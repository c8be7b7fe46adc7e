"""Every way of rewriting a record that we know of is found, with the first row it concerns.

GARDEFOU_SEEDS says how many random histories each is tried on.
"""

import unicodedata
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import rules
from ledger.enums import Kind
from ledger.offline import ed25519, notes
from ledger.offline.checker import Tree, leaf_of
from ledger.offline.notes import read_note
from tests.ledger.histories import SEEDS, History, lived, quick_verify

Tampering = Callable[[History], int | None]
TAMPERINGS: dict[str, Tampering] = {}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "verify", quick_verify)


def tampering(does: Tampering) -> Tampering:
    """A way to tamper; it returns the first row that must be named, or None when no row can be."""
    TAMPERINGS[does.__name__] = does
    return does


@tampering
def payload_edited(told: History) -> int:
    seq = told.somewhere()
    told.change(seq, payload=told.rows[seq].payload + b" ")
    return seq


@tampering
def payload_and_commitment_edited(told: History) -> int:
    seq = told.somewhere()
    told.recommit(seq, b'{"act":"test.act","detail":{}}')
    return seq


@tampering
def time_edited(told: History) -> int:
    seq = told.somewhere()
    told.change(seq, recorded_at=told.rows[seq].recorded_at + 1)
    return seq


@tampering
def class_edited(told: History) -> int:
    seq = told.somewhere()
    told.change(seq, kind=told.rows[seq].kind + 1)
    return seq


@tampering
def company_edited(told: History) -> int:
    told.company = UUID(int=told.company.int + 1)
    return 0


@tampering
def middle_row_deleted(told: History) -> int:
    seq = told.somewhere()
    del told.rows[seq], told.leaves[seq]
    return seq


@tampering
def middle_row_deleted_and_renumbered(told: History) -> int:
    seq = told.somewhere()
    del told.rows[seq]
    for place in range(seq, len(told.rows)):
        told.change(place, seq=place)
    return seq


@tampering
def last_rows_deleted(told: History) -> int:
    kept = read_note(told.notes[-1]).size - 2
    del told.rows[kept:], told.leaves[kept:]
    return kept


@tampering
def two_swapped(told: History) -> int:
    seq = min(told.somewhere(), len(told.rows) - 3)
    one, two = told.rows[seq], told.rows[seq + 1]
    told.rows[seq], told.rows[seq + 1] = two, one
    return seq


@tampering
def two_swapped_and_renumbered(told: History) -> int:
    seq = two_swapped(told)
    told.change(seq, seq=seq)
    told.change(seq + 1, seq=seq + 1)
    return seq


@tampering
def one_duplicated(told: History) -> int:
    seq = told.somewhere()
    told.rows.insert(seq, told.rows[seq])
    told.leaves.insert(seq, told.leaves[seq])
    return seq + 1


@tampering
def one_inserted_with_an_older_date(told: History) -> int:
    seq = told.somewhere()
    told.rows.insert(seq, told.rows[seq])
    told.recommit(seq, b'{"act":"test.act","detail":{"late":1}}')
    for place in range(seq, len(told.rows)):
        told.change(place, seq=place)
    return seq


@tampering
def row_and_its_kept_leaf_rewritten(told: History) -> int:
    """Only the signature is left to tell: the stretch between two checkpoints is named."""
    seq = told.somewhere()
    told.recommit(seq, b'{"act":"test.act","detail":{}}')
    told.leaves[seq] = leaf_of(told.company.bytes, told.rows[seq])
    sizes = [0, *(read_note(note).size for note in told.notes)]
    return max(size for size in sizes if size <= seq)


@tampering
def a_number_skipped(told: History) -> int:
    seq = told.somewhere()
    for place in range(seq, len(told.rows)):
        told.change(place, seq=place + 1)
    return seq


@tampering
def row_of_another_company(told: History) -> int:
    other = History(told.seed + 1, company=UUID(int=7)).live(len(told.rows))
    seq = told.somewhere()
    told.rows[seq] = other.rows[seq]
    return seq


@tampering
def contents_of_two_swapped(told: History) -> int:
    one = told.somewhere()
    two = next(row.seq for row in told.rows if row.seq != one and row.payload is not None)
    a, b = told.rows[one], told.rows[two]
    told.change(one, payload=b.payload, salt=b.salt)
    told.change(two, payload=a.payload, salt=a.salt)
    return min(one, two)


@tampering
def salt_replaced(told: History) -> int:
    seq = told.somewhere()
    told.change(seq, salt=bytes(32))
    return seq


@tampering
def bit_of_a_commitment(told: History) -> int:
    seq = told.somewhere()
    broken = bytearray(told.rows[seq].commitment)
    broken[told.random.randrange(32)] ^= 1 << told.random.randrange(8)
    told.change(seq, commitment=bytes(broken))
    return seq


@tampering
def bit_of_a_root(told: History) -> int:
    place = told.random.randrange(len(told.notes))
    note = read_note(told.notes[place])
    root = bytearray(note.root)
    root[told.random.randrange(32)] ^= 1 << told.random.randrange(8)
    forged = told.note(note.size, bytes(root), Ed25519PrivateKey.generate()).splitlines()
    told.notes[place] = "\n".join([*forged[:4], told.notes[place].splitlines()[4]]) + "\n"
    return note.size


@tampering
def bit_of_a_signature(told: History) -> int:
    place = told.random.randrange(len(told.notes))
    note = read_note(told.notes[place])
    name, value = note.signatures[0]
    broken = bytearray(value)
    broken[told.random.randrange(4, 68)] ^= 1 << told.random.randrange(8)
    text = told.notes[place].split("— ")[0]
    told.notes[place] = f"{text}— {name} {notes.base64.b64encode(bytes(broken)).decode()}\n"
    return note.size


@tampering
def signed_by_another_key(told: History) -> int:
    note = read_note(told.notes[-1])
    told.notes[-1] = told.note(note.size, note.root, Ed25519PrivateKey.generate())
    return note.size


@tampering
def old_checkpoint_shown_as_newest(told: History) -> int:
    told.sign(size=3)
    return 3


@tampering
def two_checkpoints_of_one_size(told: History) -> int:
    size = read_note(told.notes[-1]).size
    told.notes.append(told.note(size, bytes(range(32))))
    return size


@tampering
def checkpoint_that_does_not_follow(told: History) -> int:
    """Everything rewritten after the first checkpoint, and signed anew with the stolen key: the old checkpoint remains."""
    first = read_note(told.notes[0])
    told.recommit(0, b'{"act":"test.act","detail":{"other":1}}')
    told.leaves[:] = [leaf_of(told.company.bytes, row) for row in told.rows]
    del told.notes[1:]
    told.sign()
    return 0 if first.size else None


@tampering
def older_backup_restored(told: History) -> int:
    """The checkpoint remembered outside the database is ahead of what came back."""
    kept = max(1, read_note(told.notes[-1]).size // 2)
    del told.rows[kept:], told.leaves[kept:]
    return kept


@tampering
def purge_without_its_row(told: History) -> int:
    told.purge(Kind.SIGNIN, told.older(0), told=False)
    told.sign()
    return next(row.seq for row in told.rows if row.payload is None)


@tampering
def purge_outside_the_rule(told: History) -> int:
    told.now += timedelta(days=1000)
    told.purge(Kind.RIGHT, told.older(400))
    told.sign()
    return len(told.rows) - 1


@tampering
def purge_dated_years_ahead(told: History) -> int:
    """Who writes the database and has no key dates an erasure so that the rule allows it; the signer signs what follows."""
    today, told.now = told.now, told.now + timedelta(days=2000)
    told.purge(Kind.RIGHT, told.older(1900))
    told.now, following = today, len(told.rows)
    told.live(2)
    return following


@tampering
def one_class_purged_by_the_rule_of_another(told: History) -> int:
    """Five-year rows told as sign-ins: the row says a class that is not theirs."""
    told.now += timedelta(days=800)
    gone = [row.seq for row in told.rows if row.kind == Kind.RIGHT]
    for seq in gone:
        told.change(seq, payload=None, salt=None)
    told.tell_purge(Kind.SIGNIN, gone, before=told.older(400).isoformat())
    told.sign()
    return gone[0]


@tampering
def upkeep_purged_before_ten_years(told: History) -> int:
    """The rows that say what was erased go last of all."""
    told.erase_early(1)
    told.now += timedelta(days=3000)
    told.purge(Kind.RECORD, told.older(2900))
    told.sign()
    return 1


@tampering
def more_erased_than_the_row_says(told: History) -> int:
    told.now += timedelta(days=800)
    told.purge(Kind.SIGNIN, told.older(400))
    told.sign()
    seq = told.somewhere()
    told.change(seq, payload=None, salt=None)
    return seq


@tampering
def purged_rows_given_their_own_content_back(told: History) -> int:
    """Out of an older backup: salt and words fit, and the record said that they are gone."""
    told.now += timedelta(days=800)
    kept = told.rows[0]
    told.purge(Kind.SIGNIN, told.older(400))
    told.sign()
    told.rows[0] = kept
    return next(row.seq for row in told.rows if row.kind == Kind.RECORD)


@tampering
def purge_that_names_no_rows(told: History) -> int:
    told.now += timedelta(days=800)
    seq = told.write(Kind.RECORD, "record.purged", **{"class": 2, "rows": "tout", "before": told.older(400).isoformat()})
    told.sign()
    return seq


@tampering
def early_erasure_without_its_row(told: History) -> int:
    seq = told.somewhere()
    told.change(seq, payload=None, salt=None)
    return seq


@tampering
def early_erasure_without_a_reason(told: History) -> int:
    seq = told.erase_early(told.somewhere(), why=told.random.choice(("", "  ", "\n")))
    told.sign()
    return seq


@tampering
def early_erasure_of_several_rows(told: History) -> int:
    for seq in (1, 2):
        told.change(seq, payload=None, salt=None)
    seq = told.tell_purge(Kind.RIGHT, [1, 2], early=True, why="Deux d’un coup.")
    told.sign()
    return seq


@tampering
def early_erasure_while_held(told: History) -> int:
    told.write(Kind.RECORD, "record.hold_set", hold="a", why="Litige")
    seq = told.erase_early(told.somewhere())
    told.write(Kind.RECORD, "record.hold_lifted", hold="a")
    told.sign()
    return seq


@tampering
def early_erasure_of_a_hold(told: History) -> int:
    """Then a purge: the record must not forget that it was held."""
    seq = told.write(Kind.RECORD, "record.hold_set", hold="a", why="Litige")
    told.sign()
    seq = told.erase_early(seq)
    told.sign()
    return seq


@tampering
def early_erasure_of_another_row_than_told(told: History) -> int:
    one = told.somewhere()
    told.change(one, payload=None, salt=None)
    two = told.random.choice([row.seq for row in told.rows if row.seq != one and row.kind == told.rows[one].kind] or [one + 1])
    told.tell_purge(told.rows[one].kind, [two], early=True, why="Une autre.")
    told.sign()
    return one


@tampering
def hold_lifted_that_was_another(told: History) -> int:
    told.write(Kind.RECORD, "record.hold_set", hold="a", why="Litige")
    told.write(Kind.RECORD, "record.hold_set", hold="b", why="Contrôle")
    told.write(Kind.RECORD, "record.hold_lifted", hold="b")
    told.now += timedelta(days=800)
    told.purge(Kind.SIGNIN, told.older(400))
    told.sign()
    return len(told.rows) - 1


@tampering
def restore_that_loses_what_nobody_signed(told: History) -> int:
    """A false restore, to explain rows that were cut off: the note it shows is not ours."""
    size = len(told.rows)
    lost = told.note(size + 9, bytes(32), Ed25519PrivateKey.generate())
    seq = told.write(Kind.RECORD, "record.restored", first=size, last=size + 8, lost=lost, kept=told.notes[-1], why="Panne.")
    told.sign()
    return seq


@tampering
def restore_that_names_fewer_rows(told: History) -> int:
    lost, size = told.note(len(told.rows) + 9, bytes(32)), len(told.rows)
    seq = told.write(Kind.RECORD, "record.restored", first=size, last=size, lost=lost, kept=told.notes[-1], why="Panne.")
    told.sign()
    return seq


@tampering
def restore_that_forgets_the_checkpoint_it_kept(told: History) -> int:
    told.restore()
    told.notes.pop(-2)
    return next(row.seq for row in told.rows if row.kind == Kind.RECORD)


@tampering
def rows_cut_off_after_a_restore(told: History) -> int:
    told.restore()
    told.live(3)
    kept = len(told.rows) - 2
    del told.rows[kept:], told.leaves[kept:]
    return kept


@tampering
def purge_while_held(told: History) -> int:
    told.write(Kind.RECORD, "record.hold_set", why="Contrôle")
    told.now += timedelta(days=800)
    told.purge(Kind.SIGNIN, told.older(400))
    told.sign()
    return len(told.rows) - 1


@tampering
def purged_row_given_content(told: History) -> int:
    told.now += timedelta(days=800)
    told.purge(Kind.SIGNIN, told.older(400))
    told.sign()
    seq = next(row.seq for row in told.rows if row.payload is None)
    told.change(seq, payload=b"{}", salt=bytes(32))
    return seq


@tampering
def the_same_words_spelled_otherwise(told: History) -> int:
    seq = told.somewhere()
    told.change(seq, payload=told.rows[seq].payload.replace(b'"act":', b'"act" :').replace(b'"act": ', b'"act":  '))
    return seq


def with_a_number(told: History) -> int:
    """A row of live(): its content holds a number and a word."""
    return told.random.choice([row.seq for row in told.rows[:-2] if row.payload and b'"number"' in row.payload])


@tampering
def a_number_spelled_with_a_point(told: History) -> int:
    seq = with_a_number(told)
    told.change(seq, payload=told.rows[seq].payload.replace(b', "words"', b'.0, "words"'))
    return seq


@tampering
def a_key_said_twice(told: History) -> int:
    """Some readers take the first, others the last."""
    seq = with_a_number(told)
    told.change(seq, payload=told.rows[seq].payload.replace(b'"number":', b'"number": 999, "number":'))
    return seq


@tampering
def letters_composed_otherwise(told: History) -> int:
    """NFC and NFD look the same on screen."""
    seq = told.write(Kind.RIGHT, "test.act", words="Relancé")
    told.sign()
    told.change(seq, payload=unicodedata.normalize("NFD", told.rows[seq].payload.decode()).encode())
    return seq


@tampering
def another_algorithm(told: History) -> int:
    """Leaves hashed over the payload alone, without salt, and signed with the stolen key: the first checkpoint remains."""
    tree = Tree()
    for row in told.rows:
        tree.add(rules.sha256(row.payload or b"").digest())
    told.notes.append(told.note(len(told.rows), tree.root()))
    return len(told.rows)


@pytest.mark.parametrize("name", TAMPERINGS)
@pytest.mark.asvs("V16.4.2")
def test_it_is_found_and_its_first_row_is_named(name: str) -> None:
    for seed in SEEDS:
        told = lived(seed)
        first = TAMPERINGS[name](told)
        report = told.check()
        assert report.verdict == "altered", (name, seed)
        assert first in {finding.seq for finding in report.findings}, (name, seed, first, report.findings)


@pytest.mark.asvs("V11.2.1")
def test_our_ed25519_and_the_library_say_the_same() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = key.public_key().public_bytes_raw()
    for size in (0, 1, 7, 200):
        message = bytes(range(size))
        signature = key.sign(message)
        assert ed25519.verify(public, message, signature)
        for place in (0, 31, 32, 63):
            broken = bytearray(signature)
            broken[place] ^= 4
            assert ed25519.verify(public, message, bytes(broken)) == quick_verify(public, message, bytes(broken)) is False
    assert not ed25519.verify(public, b"", signature + b"x")
    assert not ed25519.verify(b"\xff" * 32, b"", signature)
    order = ed25519.ORDER.to_bytes(32, "little")
    assert not ed25519.verify(public, message, signature[:32] + order)  # a malleable scalar

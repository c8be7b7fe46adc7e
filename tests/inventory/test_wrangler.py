"""What a wrangler file says, what it never says, and what it may not do to us."""

import json
import os
import random
import time
from contextlib import suppress
from pathlib import Path

import pytest

from inventory.enums import Isolation
from inventory.importers.changes import Before, changes
from inventory.importers.structured import MAX_BYTES
from inventory.importers.unreadable import Unreadable
from inventory.importers.wrangler import HIDDEN, Binding, Wrangler, from_plain, parse, to_plain
from inventory.queries.surroundings import BINDING_WORDS

FILES = Path(__file__).parent / "wrangler"
EVERYTHING, MOLTWORKER = (FILES / "everything.toml").read_bytes(), (FILES / "moltworker.jsonc").read_bytes()
MUTATIONS = int(os.environ.get("GARDEFOU_TEST_MUTATIONS", "60"))


def said(words: bytes, kind: str) -> list[tuple[str, str]]:
    return [(row.name, row.target) for row in parse(words).bindings if row.kind == kind]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("main", [("src/worker.ts", "")]),
        ("compatibility", [("2026-03-01", "")]),
        ("route", [("api.exemple.fr", ""), ("devis.exemple.fr/*", "")]),
        ("cron", [("0 6 * * 1-5", "")]),
        ("observability", [("désactivée", "")]),
        ("ai", [("AI", "")]),
        ("kv", [("CACHE", "fedcba9876543210fedcba9876543210")]),
        ("r2", [("FICHIERS", "devis-pdf"), ("FICHIERS (production)", "devis-pdf-production")]),
        ("d1", [("DB", "devis")]),
        ("durable_object", [("SALLE", "Salle")]),
        ("queue_out", [("A_ENVOYER", "envois")]),
        ("queue_in", [("reponses", "")]),
        ("service", [("COMPTA", "compta-worker")]),
        ("vectorize", [("INDEX", "devis-index")]),
        ("hyperdrive", [("PG", "aaaabbbbccccddddeeeeffff00001111")]),
        ("store_secret", [("CLE_QONTO", "qonto")]),
        ("variable", [("ALLOWED_HOSTS", ""), ("LANGUE", ""), ("LANGUE (production)", ""), ("MOT_DE_PASSE", ""), ("STRIPE_KEY", "")]),
    ],
)
def test_each_part_of_the_file_is_read(kind: str, rows: list[tuple[str, str]]) -> None:
    assert said(EVERYTHING, kind) == rows


def test_the_rest_of_what_it_says() -> None:
    found = parse(EVERYTHING)
    assert (found.worker, found.environments) == ("devis-api", ("production",))
    assert found.host_names == ("ALLOWED_HOSTS",)
    assert found.ignored == ("account_id", "workers_dev")
    assert (found.is_moltworker, found.runs_code) == (False, False)


def test_a_key_pasted_in_the_file_is_told_by_its_name_alone() -> None:
    found = parse(EVERYTHING)
    assert found.exposed == ("STRIPE_KEY", "hyperdrive.localConnectionString")
    told = json.dumps(to_plain(found), ensure_ascii=False)
    assert not [value for value in ("sk_live", "motdepasse", "api.qonto.com", '"fr"') if value in told]


def test_a_moltworker_is_recognised_by_its_container() -> None:
    found = parse(MOLTWORKER)
    assert (found.is_moltworker, found.runs_code) == (True, True)
    assert said(MOLTWORKER, "container") == [("Sandbox", "./Dockerfile")]
    assert said(MOLTWORKER, "r2") == [("MOLTBOT_BUCKET", "moltbot-data")]
    assert not parse(MOLTWORKER.replace(b'"containers"', b'"none"')).is_moltworker
    assert not parse(MOLTWORKER.replace(b"moltbot", b"atelier").replace(b"MOLTBOT", b"ATELIER")).is_moltworker


def test_every_kind_has_its_words_and_comes_back_through_the_page() -> None:
    for words in (EVERYTHING, MOLTWORKER):
        found = parse(words)
        assert {row.kind for row in found.bindings} <= set(BINDING_WORDS)
        assert from_plain(json.loads(json.dumps(to_plain(found)))) == found == parse(words)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (b"", "vide"),
        (b"  \n", "vide"),
        (b'name = "a"\nmain = \n', "ligne 2"),
        (b'name = "a"\n\nname = "b"', "ligne 3 (une même clé y est écrite deux fois)"),
        (b'{"name": "a",\n "name": "b"}', "ligne 2 (une même clé y est écrite deux fois)"),
        (b'{"name": "a",\n // note\n "main" "b"}', "ligne 3, colonne 9"),
        (b'{"name": NaN}', "il y a une erreur"),
        (b'{"name": ' + b"9" * 5000 + b"}", "il y a une erreur"),
        (b'name = "\n\xe9"', "Ligne 2"),
        (b"\xff\xfen\x00", "Ligne 1"),
        (b"[1, 2]", "ligne 1"),
        (b'[package]\nname = "autre"', "ne ressemble pas"),
        (b'{"scripts": {}}', "ne ressemble pas"),
        (b"a = " + b"[" * 50_000, "imbriqué"),
        (b'{"a":' + b"[" * 50_000, "imbriqué"),
        (b"a" + b".a" * 50_000 + b" = 1", "imbriqué"),
        (b"x = [" + b"1," * 60_000 + b"]", "trop de valeurs"),
        (b"name = 'a'\n" + b"#" * MAX_BYTES, "256"),
        (b"name = 'a'\n[vars]\n" + b"".join(b"V%d = 1\n" % one for one in range(400)), "300"),
        (b"[vars]\n\0 = 1", "ligne 2"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_never_what(words: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(words)
    assert sentence in refused.value.args[0]


def test_a_name_that_is_a_key_is_masked_and_a_hostile_one_is_made_harmless() -> None:
    found = parse('[vars]\n"sk-ant-abcdefghijklmnopqrstuvwx" = 1\n"a\u202eb\u200e" = 1\n'.encode())
    assert {row.name for row in found.bindings} == {HIDDEN, "ab"}


@pytest.mark.parametrize(
    "words",
    [
        b'{"name":"a","x":"' + b"a." * 120_000 + b'"}',
        b"/*" * 120_000,
        b'"' * 200_000,
        b"[" + b".".join(b"h%d" % one for one in range(30)) + b"]\n" + b"".join(b"a." * 31 + b"b%d=1\n" % one for one in range(3000)),
        b"".join(b"[a.b%d]\n" % one for one in range(20_000)),
        b'name = "' + b"\\u0041" * 40_000 + b'"',
    ],
    ids=range(6),
)
def test_no_file_takes_long(words: bytes) -> None:
    start = time.perf_counter()
    with suppress(Unreadable):
        parse(words[:MAX_BYTES])
    assert time.perf_counter() - start < 20


MARKS = [b"[", b"]", b"{", b"}", b'"', b"'", b"=", b".", b"\0", b"\xff", b"\n", b"//", b"/*", b'"""']


def mutated(words: bytes, dice: random.Random) -> bytes:
    """A file somebody or something has damaged."""
    out = bytearray(words)
    for _ in range(dice.choice([1, 1, 2, 8])):
        place = dice.randrange(len(out) + 1)
        match dice.randrange(5):
            case 0:
                out[place:place] = dice.choice(MARKS)
            case 1:
                del out[place : place + dice.randint(1, 40)]
            case 2:
                out[place:place] = out[place : place + dice.randint(1, 200)]
            case 3 if place < len(out):
                out[place] = dice.randrange(256)
            case _:
                out[place:place] = str(dice.choice([10**40, -1, 1.5, "1e999", "true", "2026-99-99", "\u202e"])).encode()
    return bytes(out)


def test_a_damaged_file_is_read_or_refused_and_nothing_else() -> None:
    dice = random.Random(20261121)  # noqa: S311
    for number in range(MUTATIONS):
        words = mutated(EVERYTHING if number % 2 else MOLTWORKER, dice)
        with suppress(Unreadable):
            read_well(parse(words))


def read_well(found: Wrangler) -> None:
    assert from_plain(json.loads(json.dumps(to_plain(found)))) == found
    assert all(0 < len(row.name) <= 160 and len(row.target) <= 300 and len(row.kind) <= 40 for row in found.bindings)


KV, MOVED, R2 = Binding("kv", "CACHE", "1"), Binding("kv", "CACHE", "2"), Binding("r2", "F", "devis")


def test_what_would_change_is_the_difference() -> None:
    found = from_plain({"bindings": [["kv", "CACHE", "2"], ["main", "a.ts", ""]], "runs_code": True, "is_moltworker": True})
    wanted = changes(found, Before(bindings=(KV, R2)))
    assert (wanted.added, wanted.moved, wanted.left) == ((Binding("main", "a.ts"),), ((KV, MOVED),), (R2,))
    assert (wanted.isolation, wanted.tool, wanted.runs_code) == (True, "Moltworker", True)
    after = Before(Isolation.WORKER, "Moltworker", True, found.bindings)
    assert not changes(found, after)
    assert wanted.fingerprint != changes(found, Before(bindings=(KV,))).fingerprint

"""An archive gives back what was put in, or says that it is not whole: cut, altered, longer, foreign, closed to somebody else."""

import errno
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from governance.backups import archive
from governance.backups.archive import Damaged, Part, WrongPhrase
from governance.backups.phrase import age_key, new_phrase, recipient
from governance.backups.restoring import opened
from governance.refusal import Refused

PHRASE = new_phrase()
ABOUT = {"format": 1, "version": "0.1.0", "companies": [{"name": "Vasseur & Fils – été"}]}


def written(path: Path, *parts: Part) -> Path:
    with path.open("wb") as out:
        archive.write(out, recipient(PHRASE), ABOUT, parts)
    return path


def read(path: Path, phrase: str = PHRASE) -> dict[str, bytes]:
    got: dict[str, bytes] = {}

    def receive(name: str, pieces: Iterator[bytes]) -> None:
        got[name] = b"".join(pieces)

    assert archive.read(path, age_key(phrase), receive) == ABOUT
    return got


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    (folder / "register.pdf").write_bytes(bytes(range(256)) * 2000)
    parts = Part("keys/secret_key", b"secret"), Part("files/register.pdf", file=folder / "register.pdf"), Part("database/000000", b"")
    return written(folder / "made.gfs", *parts)


def test_what_was_put_in_comes_out(made: Path) -> None:
    assert read(made) == {"keys/secret_key": b"secret", "files/register.pdf": bytes(range(256)) * 2000, "database/000000": b""}


def test_nothing_of_it_can_be_read_without_the_phrase(made: Path) -> None:
    raw = made.read_bytes()
    assert raw.startswith(b"age-encryption.org/v1\n")
    assert b"secret" not in raw
    assert b"Vasseur" not in raw


def test_another_phrase_is_told_apart_from_a_damaged_file(made: Path) -> None:
    with pytest.raises(WrongPhrase):
        read(made, new_phrase())


@pytest.mark.parametrize("kept", [0, 10, 150, 300, -1, -20])
def test_an_archive_that_was_cut_is_not_one(made: Path, tmp_path: Path, kept: int) -> None:
    cut = tmp_path / "cut.gfs"
    cut.write_bytes(made.read_bytes()[:kept])
    with pytest.raises(Damaged):
        read(cut)


def test_one_changed_bit_anywhere_is_noticed(made: Path, tmp_path: Path) -> None:
    raw, changed = made.read_bytes(), tmp_path / "changed.gfs"
    for place in range(0, len(raw), max(1, len(raw) // 60)):
        changed.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        with pytest.raises((Damaged, WrongPhrase)):
            read(changed)


@pytest.mark.parametrize("text", [b"", b"PGDMP", b"hello\n" * 5000, b"age-encryption.org/v1\n"])
def test_any_other_file_is_refused(tmp_path: Path, text: bytes) -> None:
    other = tmp_path / "other.gfs"
    other.write_bytes(text)
    with pytest.raises(Damaged):
        read(other)


def test_something_added_at_the_end_is_noticed(made: Path, tmp_path: Path) -> None:
    longer = tmp_path / "longer.gfs"
    longer.write_bytes(made.read_bytes() + b"x")
    with pytest.raises(Damaged):
        read(longer)


def test_what_goes_wrong_while_it_is_made_comes_through(tmp_path: Path) -> None:
    def broken() -> Iterator[Part]:
        yield Part("keys/a", b"1")
        raise OSError(errno.EIO, "the disk")

    with (tmp_path / "a.gfs").open("wb") as out, pytest.raises(OSError, match="the disk"):
        archive.write(out, recipient(PHRASE), ABOUT, broken())


def test_a_full_disk_is_said_as_such() -> None:
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match="No space left") as said:
        archive.write(full, recipient(PHRASE), ABOUT, [Part("files/a", bytes(range(256)) * 4000)])
    assert said.value.errno == errno.ENOSPC


def test_a_file_that_went_meanwhile_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path / "a.gfs", Part("files/gone", file=tmp_path / "gone"), Part("keys/a", b"1"))
    assert read(path) == {"keys/a": b"1"}


GOOD = {"format": 1, "version": "0.1.0", "postgresql": 15, "migrations": [], "made_at": "2026-11-21T02:00:00+00:00"}


def made_of(path: Path, about: dict[str, object], *parts: Part) -> Path:
    with path.open("wb") as out:
        archive.write(out, recipient(PHRASE), about, parts)
    return path


def test_what_a_restore_reads_first_opens(tmp_path: Path) -> None:
    path = made_of(tmp_path / "a.gfs", GOOD, Part("keys/a", b"1"), Part("database/000000", b"2"))
    assert opened(path, PHRASE)[1] == GOOD


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "keys/../../evil", "pg/x", "keys", "restoring/whole"])
def test_a_name_that_lies_elsewhere_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    path = made_of(tmp_path / "a.gfs", GOOD, Part("keys/a", b"1"), Part(name, b"evil"))
    with pytest.raises(Refused, match="Rien n’a été modifié"):
        opened(path, PHRASE)


@pytest.mark.parametrize(
    "wrong",
    [{"format": "1"}, {"migrations": None}, {"migrations": [1]}, {"postgresql": "15"}, {"made_at": "hier"}, {"made_at": "2026-11-21"}],
)
def test_an_archive_that_says_nonsense_of_itself_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(Refused, match="Rien n’a été modifié"):
        opened(made_of(tmp_path / "a.gfs", GOOD | wrong, Part("keys/a", b"1")), PHRASE)


@pytest.mark.parametrize("name", [archive.ABOUT, archive.SUMS])
def test_words_without_end_are_not_read_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(archive, "LONGEST_WORDS", 1000)
    path = made_of(tmp_path / "a.gfs", GOOD, Part(name, b" " * 1001))
    with pytest.raises(Damaged):
        archive.read(path, age_key(PHRASE), archive.ignore)


def test_an_archive_of_a_later_form_is_left_to_be_named_as_newer(tmp_path: Path) -> None:
    later = {"format": 2, "version": "9.9.9"}
    assert opened(made_of(tmp_path / "a.gfs", later, Part("keys/a", b"1")), PHRASE)[1] == later


@pytest.mark.slow
def test_memory_does_not_grow_with_what_is_inside(tmp_path: Path) -> None:
    def pieces(count: int) -> Iterator[Part]:
        return (Part(f"database/{number:06}", bytes(archive.PIECE)) for number in range(count))

    tracemalloc.start()
    with (tmp_path / "large.gfs").open("wb") as out:
        archive.write(out, recipient(PHRASE), ABOUT, pieces(60))
    archive.read(tmp_path / "large.gfs", age_key(PHRASE), archive.ignore)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 15 * archive.PIECE  # for sixty of them

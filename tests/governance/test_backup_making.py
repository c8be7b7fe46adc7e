"""A backup is whole or it is not there; the older ones stay until a newer one is good; the page always knows what went wrong."""

import errno
import fcntl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from governance.backups import archive, before_upgrade, database, folder, making, state
from governance.backups.phrase import age_key, new_phrase, recipient
from governance.refusal import Refused

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PHRASE = new_phrase()


@pytest.fixture
def data(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = settings.BACKUPS = tmp_path / "var"
    settings.BACKUPS = tmp_path / "var" / "backups"
    settings.BACKUPS_COPY = None
    (tmp_path / "var" / "keys").mkdir(parents=True)
    (tmp_path / "var" / "keys" / "field_keys").write_text("a key")
    state.keep_key(state.Key(recipient(PHRASE), AT))
    return tmp_path / "var"


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    class Now(database.Frozen):
        def __enter__(self):
            return self

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr(database, "frozen", lambda: Now("", 18, ["accounts.0001_initial"], []))
    monkeypatch.setattr(database, "dumped", lambda _: iter([b"a dump", b" in two pieces"]))


def contents(path: Path) -> dict[str, bytes]:
    got: dict[str, bytes] = {}

    def receive(name: str, pieces: Iterator[bytes]) -> None:
        got[name] = b"".join(pieces)

    archive.read(path, age_key(PHRASE), receive)
    return got


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_it_holds_the_database_the_keys_and_what_is_said_of_them(data: Path, company) -> None:
    made = making.make(at=AT)
    assert made.path.name == "gardefou-2026-11-23-02h00.gfs"
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert folder.is_sound(made.path)
    held = contents(made.path)
    assert held["keys/field_keys"] == b"a key"
    assert held["database/000000"].startswith(b"PGDMP")
    about = archive.read(made.path, age_key(PHRASE), archive.ignore)
    assert [told["id"] for told in about["companies"]] == [str(company.pk)]
    assert any(name.startswith("accounts.0001") for name in about["migrations"])
    assert state.state().made_at == AT


@pytest.mark.usefixtures("no_database")
def test_the_second_folder_gets_its_copy_and_its_checksum(data: Path, settings, tmp_path: Path) -> None:
    settings.BACKUPS_COPY = tmp_path / "usb"
    settings.BACKUPS_COPY.mkdir()
    made = making.make(at=AT)
    assert folder.is_sound(tmp_path / "usb" / made.path.name)
    assert (state.state().copied_at, state.state().copy_error) == (AT, "")


@pytest.mark.usefixtures("no_database")
def test_a_usb_stick_that_is_not_there_is_said_and_the_first_copy_is_good(data: Path, settings, tmp_path: Path) -> None:
    settings.BACKUPS_COPY = tmp_path / "usb"
    assert folder.is_sound(making.make(at=AT).path)
    assert "branchez-le" in state.state().copy_error


@pytest.mark.usefixtures("no_database")
def test_a_full_disk_leaves_the_older_ones_and_no_half(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = making.make(at=AT - timedelta(days=1)).path
    monkeypatch.setattr(database, "dumped", full)
    with pytest.raises(Refused, match="est plein"):
        making.make(at=AT)
    assert [path.name for path in data.joinpath("backups").glob("gardefou-*") if path.suffix != ".sha256"] == [kept.name]
    assert "précédentes sont gardées" in state.state().error
    assert state.state().made_at == AT - timedelta(days=1)


@pytest.mark.usefixtures("no_database")
def test_a_good_one_takes_the_error_away(data: Path) -> None:
    state.keep_state(state.State(error="Le disque est plein.", error_at=AT))
    making.make(at=AT)
    assert state.state().error == ""


@pytest.mark.usefixtures("no_database")
def test_what_a_killed_one_left_is_swept_away(data: Path) -> None:
    (data / "backups").mkdir()
    (data / "backups" / "gardefou-2026-11-22-02h00.gfs.part").write_bytes(b"half")
    making.make(at=AT)
    assert list((data / "backups").glob("*.part")) == []


@pytest.mark.usefixtures("no_database")
def test_two_at_once_are_one(data: Path) -> None:
    (data / "backups").mkdir()
    with (data / "backups" / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(making.UnderWay):
            making.make(at=AT)
    assert folder.copies(data / "backups") == []


@pytest.mark.usefixtures("no_database")
def test_a_disk_that_gives_back_something_else_is_not_trusted(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "digest_of", lambda _: "0" * 64)
    with pytest.raises(Refused, match="n’a pas rendu"):
        making.make(at=AT)
    assert folder.copies(data / "backups") == []


@pytest.mark.usefixtures("no_database")
def test_the_one_of_the_day_is_made_once(data: Path) -> None:
    assert making.is_due(at=AT)
    making.make(at=AT)
    assert not making.is_due(at=AT + timedelta(hours=21))
    assert making.is_due(at=AT + timedelta(hours=22))


def test_without_a_phrase_none_is_due_and_asking_for_one_says_what_to_do(data: Path) -> None:
    state.key_file().unlink()
    assert not making.is_due(at=AT)
    with pytest.raises(Refused, match="make backup"):
        making.make(at=AT)


@pytest.mark.usefixtures("no_database")
def test_an_older_one_that_the_disk_spoilt_is_noticed(data: Path) -> None:
    making.make(at=AT).path.write_bytes(b"spoilt")
    making.reread(at=AT)
    assert "abîmée" in state.state().error


@pytest.mark.usefixtures("no_database")
def test_before_an_upgrade_an_ordinary_one_is_made(data: Path) -> None:
    assert before_upgrade.make(at=AT).suffix == ".gfs"


@pytest.mark.usefixtures("no_database")
def test_before_an_upgrade_without_a_phrase_a_plain_copy_is_made_and_five_stay(data: Path) -> None:
    state.key_file().unlink()
    (data / "backups").mkdir()
    names = [before_upgrade.make(at=AT + timedelta(days=day)).name for day in range(8)]
    assert sorted(path.name for path in (data / "backups").glob("*.dump")) == names[3:]
    assert (data / "backups" / names[-1]).read_bytes() == b"a dump in two pieces"


@pytest.mark.usefixtures("no_database")
def test_an_upgrade_without_its_backup_does_not_happen(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "dumped", full)
    with pytest.raises(Refused, match="n’a pas été modifiée"):
        before_upgrade.make(at=AT)


def full(_now: database.Frozen) -> Iterator[bytes]:
    yield b"some"
    raise OSError(errno.ENOSPC, "No space left on device")

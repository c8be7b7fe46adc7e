"""Which archives stay, what they are called, and that a disk which forgets is noticed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from governance.backups import contents, folder
from governance.backups.contents import Foreign, place

NIGHT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_two_years_of_nights_leave_a_week_a_month_and_a_year() -> None:
    nights = [NIGHT - timedelta(days=day) for day in range(730)]
    stay = sorted(folder.kept(nights), reverse=True)
    assert stay[:7] == nights[:7]
    assert len(stay) <= 7 + 4 + 12
    assert NIGHT - stay[-1] > timedelta(days=320)


def test_of_a_day_only_the_newest_stays() -> None:
    day = [NIGHT + timedelta(hours=hour) for hour in range(5)]
    assert folder.kept(day) == {day[-1]}


def test_a_machine_that_was_off_for_months_loses_nothing_by_it() -> None:
    far = [NIGHT - timedelta(days=200), NIGHT - timedelta(days=199), NIGHT]
    assert folder.kept(far) == set(far)


def test_rotation_takes_the_checksum_along_and_nothing_that_is_not_ours(tmp_path: Path) -> None:
    for day in range(40):
        path = tmp_path / folder.name_at(NIGHT - timedelta(days=day))
        path.touch()
        folder.sums_of(path).touch()
    (tmp_path / "photos.zip").touch()
    folder.rotate(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert "photos.zip" in left
    archives = {name for name in left if name.endswith(".gfs")}
    assert {f"{name}.sha256" for name in archives} == {name for name in left if name.endswith(".sha256")}
    assert len(archives) == len(folder.copies(tmp_path)) < 13


def test_a_name_tells_the_moment_in_utc(tmp_path: Path) -> None:
    (tmp_path / "gardefou-2026-11-23-02h00.gfs").write_bytes(b"12345")
    (copy,) = folder.copies(tmp_path)
    assert (copy.made_at, copy.size_bytes) == (NIGHT, 5)


def test_a_byte_that_changed_on_the_disk_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / folder.name_at(NIGHT)
    path.write_bytes(b"whole")
    assert not folder.is_sound(path)  # no checksum: nothing to hold it against
    folder.sums_of(path).write_text(f"{folder.digest_of(path)}  {path.name}\n")
    assert folder.is_sound(path)
    path.write_bytes(b"whola")
    assert not folder.is_sound(path)


@pytest.mark.parametrize(
    "name", ["../etc/passwd", "keys/../../x", "/etc/passwd", "pg/PG_VERSION", "keys", "log/web.log", "files/a/../../../b", ""]
)
def test_no_part_of_an_archive_lands_outside_its_folders(name: str, tmp_path: Path) -> None:
    with pytest.raises(Foreign):
        place(name, tmp_path)


def test_what_is_half_written_or_hidden_stays_out(tmp_path: Path) -> None:
    for name in (
        "keys/secret_key",
        "keys/.secret_key.12",
        "files/a/exports/1.pdf",
        "files/a/exports/2.part",
        "stops/c/s.json",
        "log/web.log",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "files" / "link").symlink_to("/etc/passwd")
    assert sorted(part.name for part in contents.files(tmp_path)) == ["files/a/exports/1.pdf", "keys/secret_key", "stops/c/s.json"]

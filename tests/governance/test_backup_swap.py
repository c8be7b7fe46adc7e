"""The last step of a restore changes folders' places, and may be broken off anywhere: whoever starts next ends it."""

from pathlib import Path

import pytest

from governance import embedded
from governance.backups import swap

NAMES = (*swap.FILES, *swap.DATABASE)


@pytest.fixture(autouse=True)
def one_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests: the database lies beside the files."""
    monkeypatch.setattr(embedded, "store_dir", lambda data: data)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Something old in place, something new in `restoring/`."""
    for place, word in ((tmp_path, "old"), (swap.stage_of(tmp_path), "new")):
        for name in NAMES:
            (place / name).mkdir(parents=True)
            (place / name / "said").write_text(word)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "a.gfs").touch()
    return tmp_path


def said(folder: Path) -> list[str]:
    return [(folder / name / "said").read_text() for name in NAMES]


def test_what_was_there_is_kept_aside_and_the_archives_stay(data: Path) -> None:
    swap.is_whole(data, "avant")
    assert said(data) == ["new"] * 4
    assert said(data / "avant") == ["old"] * 4
    assert (data / "backups" / "a.gfs").exists()
    assert not swap.stage_of(data).exists()


@pytest.mark.parametrize("moves", range(len(NAMES) * 2))
def test_moves_that_were_broken_off_are_ended_at_the_next_start(data: Path, moves: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rename, left = Path.rename, [moves]

    def breaks(path: Path, target: Path) -> Path:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return rename(path, target)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Path, "rename", breaks)
        swap.is_whole(data, "avant")
    swap.finish(data)
    assert said(data) == ["new"] * 4
    assert said(data / "avant") == ["old"] * 4


def test_a_restore_that_never_became_whole_changes_nothing_and_is_swept_away(data: Path) -> None:
    swap.finish(data)
    assert said(data) == ["old"] * 4
    assert not swap.stage_of(data).exists()


def test_on_an_empty_machine_nothing_is_put_aside(tmp_path: Path) -> None:
    for name in NAMES:
        (swap.stage_of(tmp_path) / name).mkdir(parents=True)
        (swap.stage_of(tmp_path) / name / "said").write_text("new")
    swap.is_whole(tmp_path, "avant")
    assert said(tmp_path) == ["new"] * 4
    assert not (tmp_path / "avant").exists()

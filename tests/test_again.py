"""What stumbles is asked again and named; what is wrong stays red."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STUMBLES = """
import pathlib

def test_stumbles():
    runs = pathlib.Path(__file__).with_suffix(".runs")
    before = runs.read_text() if runs.exists() else ""
    runs.write_text(before + "x")
    assert len(before) not in {FALLS}
"""
SOUND = "def test_sound(): pass\n"
WRONG = "def test_wrong(): assert False\n"


@pytest.fixture
def run(tmp_path: Path):
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p xdist.plugin\n")
    apart = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_"))}

    def run(texts: dict[str, str], *arguments: str) -> tuple[int, str, int]:
        for name, text in texts.items():
            (tmp_path / f"test_{name}.py").write_text(text)
        done = subprocess.run(
            [sys.executable, "-m", "tests.again", "-q", *arguments],
            cwd=tmp_path,
            env=apart | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stdout.count("Asked again")

    return run


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [(), ("-n", "2", "--dist", "worksteal")], ids=["one process", "two workers"])
def test_what_fails_once_and_passes_twice_is_green_and_named_last(run, arguments):
    code, said, asked = run({"one": STUMBLES.replace("FALLS", "0"), "sound": SOUND}, *arguments)

    assert (code, asked) == (0, 2)
    assert "test_one.py::test_stumbles" in said.partition("STUMBLED once, then passed twice.")[2]
    assert "test_sound" not in said


@pytest.mark.slow
def test_what_always_fails_is_red_and_asked_once(run):
    code, said, asked = run({"wrong": WRONG, "sound": SOUND})

    assert (code, asked) == (1, 1)
    assert "RED" in said
    assert "STUMBLED" not in said


@pytest.mark.slow
def test_what_fails_the_second_time_it_is_asked_is_red(run):
    code, said, asked = run({"one": STUMBLES.replace("FALLS", "0, 2")})

    assert (code, asked) == (1, 2)
    assert "STUMBLED" not in said


@pytest.mark.slow
def test_one_that_stumbles_beside_one_that_is_wrong_is_red(run):
    assert run({"one": STUMBLES.replace("FALLS", "0"), "wrong": WRONG})[0] == 1


@pytest.mark.slow
@pytest.mark.parametrize("number", [3, 4])
def test_three_are_asked_again_and_four_are_red_at_once(run, number):
    code, said, asked = run({f"n{each}": STUMBLES.replace("FALLS", "0") for each in range(number)})

    assert (code, asked) == ((0, 2) if number == 3 else (1, 0)), said


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [(), ("-n", "2")], ids=["one process", "two workers"])
def test_a_file_that_cannot_be_read_is_red_at_once(run, arguments):
    texts = {"broken": "import nothing_of_the_kind\n", "one": STUMBLES.replace("FALLS", "0"), "sound": SOUND}
    for more in ((), ("--continue-on-collection-errors",)):
        code, _, asked = run(texts, *arguments, *more)
        assert code != 0
        assert asked == 0


@pytest.mark.slow
def test_nothing_chosen_is_red(run):
    code, _, asked = run({"sound": SOUND}, "-k", "nothing_of_the_kind")

    assert (code, asked) == (5, 0)


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [(), ("-n", "2")], ids=["one process", "two workers"])
def test_an_error_before_or_after_a_test_counts_as_a_fall(run, arguments):
    wrong = "import pytest\n\n@pytest.fixture\ndef bad():\n    yield\n    raise ValueError\n\ndef test_it(bad): pass\n"
    code, said, asked = run({"wrong": wrong}, *arguments)

    assert (code, asked) == (1, 1)
    assert "test_wrong.py::test_it" in said


@pytest.mark.slow
def test_a_worker_that_dies_is_asked_again(run):
    dies = STUMBLES.replace("assert len(before) not in {FALLS}", "before or __import__('os')._exit(1)")
    code, said, asked = run({"dies": dies}, "-n", "2")

    assert (code, asked) == (0, 2), said

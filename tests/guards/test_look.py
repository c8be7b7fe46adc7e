"""The look keeps its shape: sizes, nothing inline, icons that exist, classes both used and styled, French typography."""

import re
from pathlib import Path

import pytest
from lucide import _load_icon

from tests.guards import sources
from tests.guards.sources import MODULES, PAGES, ROOT, SCRIPTS, SHEETS, TEMPLATES, held_for, named

HOOK_CLASSES = {"icon"}  # set on every icon, there for a page that must reach it
VARIABLE_CLASSES = {"tone-ok", "tone-watch", "tone-stop", "tone-info", "tone-off"}  # written as tone-{{ … }} or by a tag
TAG_CLASSES = {"pill", "note", "note-title"}  # written by governance/templatetags/gf.py
ICON_IN_TEMPLATE = re.compile(r'{% icon "([\w-]+)"')
NARROW_SPACE = re.compile(r"[ \u202f\u2009][;?!»€%](?:\s|$|[.,)])|\w :(?:\s|$)|«[ \u202f]|\d €")
STRAIGHT_APOSTROPHE = re.compile(r"[a-zàâéèêîôûç]'[a-zàâéèêîôûhç]", re.IGNORECASE)


def lines(path: Path) -> int:
    return path.read_text().count("\n")


@held_for(SHEETS)
def test_a_sheet_has_at_most_250_lines(path: Path) -> None:
    assert lines(path) <= 250


def test_all_sheets_together_have_at_most_3000_lines() -> None:
    assert sum(map(lines, SHEETS)) <= 3000


def test_a_script_has_at_most_150_lines() -> None:
    assert [named(path) for path in SCRIPTS if lines(path) > 150] == []


def test_all_scripts_together_have_at_most_800_lines() -> None:
    assert sum(map(lines, SCRIPTS)) <= 800


@held_for(TEMPLATES)
def test_a_template_has_at_most_120_lines(path: Path) -> None:
    assert lines(path) <= 120


@pytest.mark.asvs("V1.2.3")
@held_for(PAGES)
def test_a_template_has_no_style_or_script_of_its_own(path: Path) -> None:
    text = sources.text_of(path)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", text)


@held_for(TEMPLATES)
def test_every_icon_of_a_template_exists(path: Path) -> None:
    for name in ICON_IN_TEMPLATE.findall(path.read_text()):
        _load_icon(name)


@held_for(MODULES)
def test_every_icon_named_in_code_exists(path: Path) -> None:
    for name in sources.icons_named(path):
        _load_icon(name)


@held_for(PAGES)
def test_every_class_of_a_template_is_styled(path: Path) -> None:
    assert sources.classes_used(path) - sources.classes_styled() - HOOK_CLASSES == set()


def test_every_styled_class_is_used() -> None:
    used = {name for path in PAGES for name in sources.classes_used(path)}
    assert sources.classes_styled() - used - VARIABLE_CLASSES - TAG_CLASSES - HOOK_CLASSES == set()


@held_for([path for path in SHEETS if path.parent.name != "css"])
def test_a_part_s_sheet_names_no_file(path: Path) -> None:
    assert "url(" not in path.read_text()  # joined into one sheet, its own folder would be lost


def test_every_sheet_is_named_by_the_main_one() -> None:
    from lib.stylesheet import parts

    main = ROOT / "static" / "css" / "main.css"
    assert {*parts(main), main} == set(SHEETS)


@held_for(TEMPLATES)
def test_nothing_is_shouted(path: Path) -> None:
    assert not [words for words in sources.strings(path) if re.search(r"[\w\s\u00a0]!(\s|$)", words)]


@held_for(TEMPLATES)
def test_the_typography_is_french(path: Path) -> None:
    wrong = [words.strip() for words in sources.strings(path) if NARROW_SPACE.search(words) or STRAIGHT_APOSTROPHE.search(words)]
    assert wrong == []

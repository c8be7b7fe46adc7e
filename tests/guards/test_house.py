"""The rules of the house that a machine can hold: sizes, clocks, doors to the database, sentences, settings, migrations."""

import ast
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from accounts.securing import OF_NO_COMPANY
from ledger import sentences
from tests.guards.sources import MODULES, PAGES, ROOT, held_for, named, nodes, text_of

TESTS = sorted((ROOT / "tests").rglob("*.py"))
EDGES = (
    "front.py",
    "views",
    "wizard.py",
    "middleware.py",
    "session_store.py",
    "tasks.py",
    "clock.py",
    "commands",
    "governance",
    "specimens.py",
)
CLOCKS = {"timezone.now", "datetime.now", "datetime.today", "date.today", "datetime.utcnow", "time.time"}
DOORS = {"of", "create", "bulk_create", "get_or_create", "as_manager", "model", "none"}
# Only the company's id is known there, inside the scope just opened for it.
OWN_DOOR = {"accounts/middleware.py", "register/exporting.py", "register/tasks.py"}
LONGEST = {"function": 60, "class": 250, "view": 40, "file": 400, "test file": 600, "template": 120}


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in nodes(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def called(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Dotted name and call, for every call of a file."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_every_file_at_fault_is_named() -> None:
    def is_a_sheet(path: Path) -> None:
        assert path.suffix == ".css", "no sheet"

    with pytest.raises(AssertionError) as raised:
        held_for([ROOT / "README.md", ROOT / "base.css", ROOT / "Makefile"])(is_a_sheet)()
    assert re.findall("(.*): no sheet", str(raised.value)) == ["README.md", "Makefile"]


@held_for(MODULES)
def test_a_file_is_not_too_long(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST["file"]


@held_for(TESTS)
def test_a_test_file_is_not_too_long(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST["test file"]


@held_for(MODULES)
def test_functions_and_classes_are_not_too_long(path: Path) -> None:
    most = LONGEST["view" if "views" in path.parts or path.name == "views.py" else "function"]
    assert [node.name for node in functions(path) if length(node) > most] == []
    classes = (node for node in nodes(path) if isinstance(node, ast.ClassDef))
    assert [node.name for node in classes if length(node) > LONGEST["class"]] == []


@held_for(PAGES)
def test_a_template_is_not_too_long(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST["template"]


@held_for(MODULES)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    text = ast.get_docstring(parsed(path)) or ""
    assert bool(text) or path.read_text().strip() == ""
    assert len(text.splitlines()) <= 6


@held_for([path for path in MODULES if not set(EDGES) & set(path.relative_to(ROOT).parts)])
def test_below_the_edges_time_is_passed_in(path: Path) -> None:
    assert [name for name, _ in called(path) if name in CLOCKS] == []


@cache
def company_models() -> set[str]:
    ours = (model for model in apps.get_models() if model._meta.app_label in {"accounts", "inventory", "approvals", "register"})
    return {model.__name__ for model in ours if model._meta.db_table not in OF_NO_COMPANY and model.__name__ != "Company"}


@held_for([path for path in MODULES if named(path) not in OWN_DOOR and not path.parts.count("models")])
def test_rows_of_a_company_are_reached_by_their_one_door(path: Path) -> None:
    doors = (re.match(r"(\w+)\.objects\.(\w+)", ast.unparse(node)) for node in nodes(path) if isinstance(node, ast.Attribute))
    wrong = {found[0] for found in doors if found and found[1] in company_models() and found[2] not in DOORS}
    assert wrong == set()


def acts_used() -> dict[str, str]:
    """Literal acts of record(), tell() and their kin: a second or third argument like "permission.revoked"."""
    found = {}
    for path in MODULES:
        for name, call in called(path):
            if name.rpartition(".")[2] in {"record", "tell", "_record", "_seal", "seal_act"}:
                for argument in (node for given in call.args for node in ast.walk(given)):
                    if isinstance(argument, ast.Constant) and re.fullmatch(r"[a-z_]+\.[a-z_]+", str(argument.value)):
                        found[str(argument.value)] = named(path)
    return found


def test_every_act_has_its_sentence() -> None:
    used = acts_used()
    assert len(used) > 15
    assert {act: path for act, path in used.items() if act not in sentences.known()} == {}


def test_every_sentence_of_an_act_is_used() -> None:
    text = "".join(path.read_text() for path in MODULES if path.name != "messages.py")
    assert [act for act in sentences.known() if f'"{act}"' not in text and act != "erased" and not built(act, text)] == []


def built(act: str, text: str) -> bool:
    """Acts put together from a kind and a verb: f"{kind}.added"."""
    return f'.{act.partition(".")[2]}"' in text or f"{act.partition('.')[0]}.{{" in text


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert "No changes" in said.getvalue() or "Aucun" in said.getvalue()


def settings_read() -> set[str]:
    """Names of the environment that any of our files reads."""
    asked = re.compile(r"""(?:env(?:\.\w+)?\(|environ(?:\.get|\.setdefault)?[\(\[]|getenv\()\s*["']([A-Z][A-Z0-9_]+)["']""")
    return {name for path in MODULES for name in asked.findall(path.read_text())} - {"DJANGO_SETTINGS_MODULE", "PGCLIENTENCODING"}


def test_every_setting_is_documented() -> None:
    told = set(re.findall(r"^\| `([A-Z0-9_]+)`", (ROOT / "docs" / "dev" / "settings.md").read_text(), re.MULTILINE))
    assert settings_read() - told == set()


def test_every_documented_setting_is_read() -> None:
    told = set(re.findall(r"^\| `([A-Z0-9_]+)`", (ROOT / "docs" / "dev" / "settings.md").read_text(), re.MULTILINE))
    everywhere = "".join(path.read_text() for path in MODULES)
    assert [name for name in told if f'"{name}"' not in everywhere] == []


def plurals_used() -> set[tuple[str, str]]:
    """(one, many) of each plural of the templates and of the code."""
    block = re.compile(r"{% blocktranslate (?:[^%]*\s)?count [^%]*%}(.*?){% plural %}(.*?){% endblocktranslate %}", re.DOTALL)
    found = {(in_catalogue(one), in_catalogue(many)) for path in PAGES for one, many in block.findall(text_of(path))}
    for path in MODULES:
        for name, call in called(path):
            if name.rpartition(".")[2] in {"ngettext", "ngettext_lazy"}:
                found.add(tuple(ast.literal_eval(given) for given in call.args[:2]))  # type: ignore[arg-type]
    return found


def in_catalogue(words: str) -> str:
    return re.sub(r"{{ *(\w+) *}}", r"%(\1)s", words)


def test_nothing_is_several_when_there_is_none() -> None:
    catalogue = (ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po").read_text()
    assert "plural=(n > 1)" in catalogue
    known = catalogue.replace('"\n"', "")
    assert [one for one, many in plurals_used() if not (quoted("msgid", one) in known and quoted("msgid_plural", many) in known)] == []


def quoted(key: str, words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{key} "{escaped}"'


def test_no_plural_is_made_by_hand() -> None:
    assert [named(path) for path in PAGES if "|pluralize" in path.read_text()] == []

"""Where the guards look: the templates, the sheets and the scripts of the project, and the classes they name."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if not {"pdf", "email"} & set(path.parts)]
SHEETS = sorted((ROOT / "static" / "css").rglob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
APPS = (
    "accounts",
    "alerts",
    "api",
    "approvals",
    "evidence",
    "governance",
    "inventory",
    "journal",
    "ledger",
    "lib",
    "outbox",
    "register",
    "reviews",
)
MODULES = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)

COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)
CLASS_ATTRIBUTE = re.compile(r'class="((?:{%.*?%}|{{.*?}}|[^"{])*)"', re.DOTALL)
BLOCK_CLASS = re.compile(r"{% block (?:width|body_class) %}([\w\s-]*){% endblock %}")
TEMPLATE_TAG = re.compile(r"{%.*?%}", re.DOTALL)
CSS_CLASS = re.compile(r"\.([a-z][\w-]*)")
CSS_NOISE = re.compile(r"/\*.*?\*/|@import[^;]*;|url\([^)]*\)|\"[^\"]*\"", re.DOTALL)
OUTSIDE_STRINGS = re.compile(r"{%.*?%}|{{.*?}}|<[^>]*>", re.DOTALL)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Of a module, read once for all that asks."""
    return tuple(ast.walk(ast.parse(path.read_text())))


def held_for(paths: Sequence[Path]) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """One test of a check of each file, that names all those at fault: a test a file would take more to collect than to run."""

    def of(check: Callable[[Path], None]) -> Callable[[], None]:
        def test() -> None:
            wrong = [f"{named(path)}: {fault}" for path in paths if (fault := _fault(check, path))]
            assert wrong == [], "\n".join(wrong)

        test.__name__ = test.__qualname__ = check.__name__
        test.__module__ = check.__module__
        return test

    return of


def _fault(check: Callable[[Path], None], path: Path) -> str:
    try:
        check(path)
    except AssertionError as error:
        return str(error) or "wrong"
    return ""


def text_of(path: Path) -> str:
    """A template without its comments."""
    return COMMENT.sub("", path.read_text())


def classes_used(path: Path) -> set[str]:
    """The classes a template writes out in full; those with a variable in them are the business of their component."""
    text, found = text_of(path), set()
    for value in [*CLASS_ATTRIBUTE.findall(text), *BLOCK_CLASS.findall(text)]:
        words = TEMPLATE_TAG.sub(" ", value)
        found |= set(re.sub(r"\S*{{.*?}}\S*", " ", words).split())
    return found


def classes_styled() -> set[str]:
    return {name for sheet in SHEETS for name in CSS_CLASS.findall(selectors(sheet.read_text()))}


def selectors(css: str) -> str:
    """What stands before each brace: a decimal such as .5rem stands after one."""
    return " ".join(re.findall(r"([^{};]+){", CSS_NOISE.sub("", css)))


def strings(path: Path) -> Iterator[str]:
    """The words between tags, and the words inside translate tags."""
    text = text_of(path)
    yield from re.findall(r'{% translate "([^"]*)"', text)
    yield from re.findall(r"{% translate '([^']*)'", text)
    yield from OUTSIDE_STRINGS.split(text)


def icons_named(path: Path) -> Iterator[str]:
    """The icons a module names: `icon=`, the second word of a Duty, the values of what is called icon or ICONS."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            yield from (word.value.value for word in node.keywords if word.arg == "icon" and isinstance(word.value, ast.Constant))
            if isinstance(node.func, ast.Name) and node.func.id == "Duty" and len(node.args) > 1:
                yield from _words(node.args[1])
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value and "icon" in ast.unparse(node).partition("=")[0].lower():
            yield from _words(node.value)


def _words(node: ast.expr) -> Iterator[str]:
    """Strings that stand for an icon: a lone one, the values of a dict, the second of each pair, the fallback of a `get`."""
    match node:
        case ast.Constant(value=str() as word):
            yield word
        case ast.Dict(values=values):
            yield from (word for value in values for word in _words(value))
        case ast.Tuple(elts=[ast.Constant(), second]):
            yield from _words(second)
        case ast.Tuple(elts=pairs) | ast.List(elts=pairs):
            yield from (word for pair in pairs for word in _words(pair))
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_, fallback]):
            yield from _words(table)
            yield from _words(fallback)

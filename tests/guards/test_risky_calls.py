"""Calls through which text from outside could become code, SQL, a command, a file format that runs, a weak secret or a page's script."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from tests.guards.sources import MODULES, PAGES, ROOT, SCRIPTS, named, nodes

# Statements put together from names of our own tables, by the owner's role, never from a request.
SQL_OF_OUR_NAMES = {"accounts/management/commands/flush.py", "accounts/securing.py", "accounts/past_schema.py", "ledger/queries.py"}
SQL_OF_OUR_NAMES |= {"ledger/batches.py", "journal/actions/intake.py", "api/waiting.py"}  # the name of a month, of a channel
OF_THE_ORM = "lib/kept.py"  # hands on what the ORM wrote, whose values are apart
SQL_OF_OUR_NAMES |= {"lib/prepared.py"}  # whose callers are held to the same, below
OUR_OWN_PIPE = {"register/printing.py", "register/press.py"}  # between us and a child process of ours, in memory
CIPHERS = {"cryptography", "cryptography.fernet", "cryptography.exceptions", "cryptography.x509", "cryptography.hazmat.primitives"}
TALKS = {"socket", "smtplib", "ssl", "http.client", "urllib.request", "requests", "httpx", "ftplib", "telnetlib", "socketserver"}
# Each stands in docs/dev/keys.md under « What leaves the server ».
WHO_TALKS = {"governance/valkey.py": "local socket", "governance/voice.py": "systemd", "outbox/smtp.py": "mail"}
WHO_TALKS |= {"outbox/patience.py": "mail", "lib/outbound.py": "time stamps and callbacks, over https to a public address"}
OF_A_BROWSER = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "localStorage", "sessionStorage")
OF_A_BROWSER += ("indexedDB", "document.cookie", "onpaste", '"paste"', "'paste'", "postMessage")
# What a page shows without escaping it: our own drawings, and parts rendered, hence escaped, just before.
DRAWN = {"accounts/factors.py": 1, "governance/templatetags/gf.py": 2, "register/paper.py": 1, "register/paper_filters.py": 1}


@cache
def calls(path: Path) -> list[tuple[str, ast.Call]]:
    return [(ast.unparse(node.func), node) for node in nodes(path) if isinstance(node, ast.Call)]


@cache
def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def is_ours(node: ast.expr) -> bool:
    """A text, constants of the module, one of a table of them, or a statement composed with quoted names."""
    match node:
        case ast.Constant(value=str()):
            return True
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)):
            return name.isupper()
        case ast.JoinedStr(values=parts):
            return all(is_ours(part.value) for part in parts if isinstance(part, ast.FormattedValue))
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Attribute(value=ast.Name(id="sql"), attr="SQL")), attr="format")):
            return True
    return False


def is_asked(returned: ast.expr | None) -> bool:
    return isinstance(returned, ast.Name) and returned.id == "Asked"


def asker_of(node: ast.expr) -> str:
    """Whose question is asked: `rows(*stands(agent))` asks that of `stands`, which is held to the same where it stands."""
    match node:
        case ast.Starred(value=ast.Call(func=ast.Name(id=name))):
            return name
    return ""


@pytest.mark.asvs("V1.2.4")
def test_no_statement_is_put_together_from_text() -> None:
    wrong = {
        named(path)
        for path in MODULES
        for name, call in calls(path)
        if re.search(r"(^|\.)(execute|executemany|copy|RawSQL|extra|raw)$", name)
        and call.args
        and not is_ours(call.args[0])
        and not re.search(r"(^|\.)row\.raw$|^self\.raw$|shutil", name)
    }
    assert wrong <= SQL_OF_OUR_NAMES


@pytest.mark.asvs("V1.2.4")
def test_what_is_planned_once_is_a_text_of_ours() -> None:
    asking = [path for path in MODULES if "lib.prepared" in imported(path) and named(path) != OF_THE_ORM]
    assert asking
    askers = {node.name for path in asking for node in nodes(path) if isinstance(node, ast.FunctionDef) and is_asked(node.returns)}
    for path in asking:
        texts = [call.args[0] for name, call in calls(path) if name == "rows"]
        for node in nodes(path):
            match node:
                case ast.Call(func=ast.Name(id="run"), args=asked):
                    texts += [pair.elts[0] for pair in asked if isinstance(pair, ast.Tuple)]
                case ast.Call(func=ast.Name(id="rows_of_each"), args=[ast.Dict(values=asked)]):
                    texts += [pair.elts[0] for pair in asked if isinstance(pair, ast.Tuple)]
                case ast.FunctionDef(returns=ast.Name(id="Asked"), body=[*_, ast.Return(value=ast.Tuple(elts=[text, _]))]):
                    texts.append(text)
        assert all(is_ours(text) or asker_of(text) in askers for text in texts), named(path)


@pytest.mark.asvs("V1.2.5")
def test_no_command_goes_through_a_shell() -> None:
    for path in MODULES:
        for name, call in calls(path):
            assert name not in ("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"), named(path)
            assert not any(word.arg == "shell" for word in call.keywords), named(path)


@pytest.mark.asvs("V1.2.9")
def test_a_pattern_is_never_what_somebody_typed() -> None:
    for path in MODULES:
        for name, call in calls(path):
            if re.fullmatch(r"re\.(compile|search|match|fullmatch|sub|subn|findall|finditer|split)", name):
                told = ast.unparse(call.args[0])
                assert "request" not in told, named(path)
                assert isinstance(call.args[0], ast.Constant | ast.Name | ast.JoinedStr | ast.BinOp | ast.Attribute), (named(path), told)
                assert all(one in told for one in ("re.escape",)) or not re.search(r"GET|POST|cleaned_data", told), (named(path), told)
    lookups = [named(path) for path in MODULES if re.search(r"__i?regex\b", path.read_text())]
    assert lookups == []


@pytest.mark.asvs("V1.3.2", "V1.3.7")
def test_no_text_is_run_and_no_template_is_made_of_it() -> None:
    banned = {"eval", "exec", "compile", "__import__"}
    for path in MODULES:
        assert not imported(path) & {"django.template.Template", "django.template.base.Template", "jinja2", "string.Template"}, named(path)
        for name, call in calls(path):
            assert name not in banned, named(path)
            assert not name.endswith("from_string"), named(path)
            if name.endswith("import_module"):
                assert "register.exporters." in ast.unparse(call.args[0]), named(path)  # a name of a closed list


@pytest.mark.asvs("V1.5.2")
def test_nothing_that_comes_in_can_bring_objects_along() -> None:
    users = {named(path) for path in MODULES if imported(path) & {"pickle", "marshal", "shelve", "dill", "jsonpickle"}}
    assert users == OUR_OWN_PIPE
    assert [named(path) for path in MODULES for name, _ in calls(path) if name in ("yaml.load", "yaml.unsafe_load", "yaml.full_load")] == []
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
    assert settings.CELERY_TASK_SERIALIZER == "json"


@pytest.mark.asvs("V6.5.3")
def test_chance_comes_from_the_system() -> None:
    assert [named(path) for path in MODULES if imported(path) & {"random", "numpy.random"}] == []


@pytest.mark.asvs("V11.2.1", "V11.3.1", "V11.4.1")
def test_only_libraries_encrypt_and_no_weak_hash_protects() -> None:
    found = {name for path in MODULES for name in imported(path) if name.startswith(("cryptography", "Crypto", "nacl"))}
    assert {name for name in found if not any(name == one or name.startswith(f"{one}.") for one in CIPHERS)} == set()
    assert not any(re.search(r"ciphers|PKCS1v15Enc|padding.MGF1", name) for name in found)
    weak = [(named(path), name) for path in MODULES for name, _ in calls(path) if re.search(r"\b(md5|sha1|sha)$", name)]
    assert weak == []


@pytest.mark.asvs("V12.3.2")
def test_no_certificate_is_left_unchecked() -> None:
    for path in MODULES:
        text = path.read_text()
        assert not re.search(r"verify\s*=\s*False|_create_unverified_context|CERT_NONE|check_hostname\s*=\s*False", text), named(path)


@pytest.mark.asvs("V13.1.1", "V13.2.4", "V15.3.2")
def test_who_speaks_to_other_machines_is_known() -> None:
    assert {named(path) for path in MODULES if imported(path) & TALKS} <= set(WHO_TALKS)
    told = (ROOT / "docs" / "dev" / "keys.md").read_text()
    assert [path for path in WHO_TALKS if f"`{path}`" not in told] == []


@pytest.mark.asvs("V8.2.3", "V15.3.3")
def test_a_form_sets_what_it_names_and_nothing_else() -> None:
    for path in MODULES:
        text = path.read_text()
        assert not re.search(r"\bModelForm\b|modelform_factory|fields\s*=\s*.__all__", text), named(path)
        assert not re.search(r"\*\*\s*(dict\()?(self\.)?request\.(POST|GET)|request\.(POST|GET)\.(dict|items)\(\)", text), named(path)


@pytest.mark.asvs("V3.2.2")
def test_what_is_shown_unescaped_was_read_by_somebody() -> None:
    marked = {named(path): sum(name == "mark_safe" for name, _ in calls(path)) for path in MODULES}
    assert {path: count for path, count in marked.items() if count} == DRAWN
    assert [named(path) for path in PAGES if re.search(r"\|\s*safe(?!guard)\b|autoescape\s+off", path.read_text())] == []


@pytest.mark.asvs("V3.2.2", "V14.3.3", "V6.2.7")
@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_a_script_writes_text_keeps_nothing_and_lets_one_paste(path: Path) -> None:
    assert [word for word in OF_A_BROWSER if word in path.read_text()] == []


@pytest.mark.asvs("V15.2.3")
def test_the_product_takes_nothing_from_its_tests() -> None:
    ours = {"tests", "pytest", "factory", "hypothesis", "time_machine", "faker", "playwright"}
    assert [named(path) for path in MODULES if {name.partition(".")[0] for name in imported(path)} & ours] == []

"""A wrangler file (TOML, JSON, JSONC) -> what it says of a Worker. Of variables only the names are read, never a value."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from inventory.importers.structured import leaves, read
from inventory.importers.unreadable import Unreadable
from inventory.rules.words import shortened
from lib.leaked_keys import KNOWN, looks_like_secret
from lib.words import on_one_line

MAX_BINDINGS = 300
NAME_LIMIT, TARGET_LIMIT = 160, 300
LOOKED_AT = 4096  # characters of a value where a key is looked for; that look costs their square
NOT_ONE = "Ce fichier se lit, mais ne ressemble pas à un fichier wrangler. Déposez wrangler.toml, wrangler.json ou wrangler.jsonc."
TOO_MANY = f"Ce fichier relie le programme à plus de {MAX_BINDINGS} ressources. Partagez-le, ou notez-les à la main."
HIDDEN = "(nom masqué)"
SAYS_SECRET = re.compile(r"(?i)(secret|token|password|passwd|api_?key|private_?key|_key$|^key$)")
SAYS_HOSTS = re.compile(
    r"(?i)(allow|authori[sz]ed|whitelist|permitted).*(host|domain|origin|url|site)|(host|domain|origin|url)s?_?(allow|white)"
)

# Kind -> (keys that lead to its rows, key of the name, keys of what it points to). Names as in Cloudflare's configuration reference;
# to be held against it (we read no page of theirs to write this).
LISTS: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "kv": (("kv_namespaces",), "binding", ("id",)),
    "r2": (("r2_buckets",), "binding", ("bucket_name",)),
    "d1": (("d1_databases",), "binding", ("database_name", "database_id")),
    "durable_object": (("durable_objects", "bindings"), "name", ("class_name", "script_name")),
    "queue_out": (("queues", "producers"), "binding", ("queue",)),
    "queue_in": (("queues", "consumers"), "queue", ()),
    "service": (("services",), "binding", ("service",)),
    "vectorize": (("vectorize",), "binding", ("index_name",)),
    "hyperdrive": (("hyperdrive",), "binding", ("id",)),
    "container": (("containers",), "class_name", ("image",)),
    "sandbox": (("sandbox",), "binding", ("class_name",)),
    "store_secret": (("secrets_store_secrets",), "binding", ("secret_name",)),
    "workflow": (("workflows",), "binding", ("class_name",)),
    "pipeline": (("pipelines",), "binding", ("pipeline",)),
    "dispatch": (("dispatch_namespaces",), "binding", ("namespace",)),
    "mtls": (("mtls_certificates",), "binding", ()),
    "send_email": (("send_email",), "name", ()),
    "analytics": (("analytics_engine_datasets",), "binding", ("dataset",)),
    "vpc": (("vpc_services",), "binding", ("service_id",)),
}
SINGLES: dict[str, str] = {
    "ai": "ai",
    "browser": "browser",
    "images": "images",
    "media": "media",
    "version_metadata": "version",
    "assets": "assets",
}
PLAIN = (
    "name",
    "main",
    "compatibility_date",
    "compatibility_flags",
    "route",
    "routes",
    "triggers",
    "observability",
    "vars",
    "env",
    "secrets",
)
READ = frozenset({*PLAIN, *SINGLES, *(keys[0] for keys, _, _ in LISTS.values())})


@dataclass(frozen=True, order=True)
class Binding:
    """Something the program is tied to."""

    kind: str
    name: str
    target: str = ""


@dataclass(frozen=True)
class Wrangler:
    """What the file says. `exposed`: names whose value looks like a key; `host_names`: variables that seem to hold a list of addresses."""

    worker: str = ""
    bindings: tuple[Binding, ...] = ()
    environments: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    host_names: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    is_moltworker: bool = False
    runs_code: bool = False


def parse(data: bytes) -> Wrangler:
    """Raises Unreadable. The same file always gives the same values, in the same order."""
    found = read(data)
    if not READ & set(found):
        raise Unreadable(NOT_ONE)
    environments = {_name(key): table for key, table in _table(found.get("env")).items() if isinstance(table, dict)}
    rows = set(_rows(found, ""))
    for key, table in environments.items():
        rows |= set(_rows(table, key))
    if len(rows) > MAX_BINDINGS:
        raise Unreadable(TOO_MANY)
    once = {(row.kind, row.name): row for row in sorted(rows)}
    kinds = {row.kind for row in rows}
    return Wrangler(
        worker=_name(found.get("name")),
        bindings=tuple(once[key] for key in sorted(once)),
        environments=tuple(sorted(environments)),
        exposed=tuple(sorted(set(_exposed(found)))),
        host_names=tuple(sorted({row.name for row in rows if row.kind == "variable" and SAYS_HOSTS.search(row.name)})),
        ignored=tuple(sorted({_name(key) for key in found if key not in READ and key != "$schema"})),
        is_moltworker=_is_moltworker(found, kinds, rows),
        runs_code=bool(kinds & {"container", "sandbox"}),
    )


def _rows(found: dict[str, Any], environment: str) -> Iterator[Binding]:
    """Everything one environment is tied to; the name says which one when it is not the first."""
    named = _labelled(environment)
    for kind, (keys, name, targets) in LISTS.items():
        for row in _tables(_deep(found, keys)):
            if written := _name(row.get(name)):
                yield Binding(kind, named(written), _target(row, targets))
    for key, kind in SINGLES.items():
        if isinstance(table := found.get(key), dict):
            yield Binding(
                kind, named(_name(table.get("binding")) or key), _words(table.get("directory"), TARGET_LIMIT) if key == "assets" else ""
            )
    yield from _facts(found, named)
    yield from (Binding("variable", named(_name(key))) for key in _table(found.get("vars")))
    declared = found.get("secrets")
    names = declared.get("required") if isinstance(declared, dict) else declared
    yield from (Binding("secret", named(_name(one))) for one in _strings(names))


def _facts(found: dict[str, Any], named: Callable[[str], str]) -> Iterator[Binding]:
    for key, kind in (("main", "main"), ("compatibility_date", "compatibility")):
        if value := _name(found.get(key)):
            yield Binding(kind, named(value))
    for flag in _strings(found.get("compatibility_flags")):
        yield Binding("flag", named(_name(flag)))
    for one in [found.get("route"), *_list(found.get("routes"))]:
        if route := _name(one.get("pattern") if isinstance(one, dict) else one):
            yield Binding("route", named(route))
    for cron in _strings(_table(found.get("triggers")).get("crons")):
        yield Binding("cron", named(_name(cron)))
    watched = _table(found.get("observability"))
    if watched:
        yield Binding("observability", named("activée" if watched.get("enabled") is True else "désactivée"))


def _exposed(found: dict[str, Any]) -> Iterator[str]:
    """Names whose value is or seems a key: any variable, and everywhere else the shapes of keys we know."""
    for path, value in leaves(found):
        if not (path and isinstance(value, str) and value):
            continue
        is_variable = "vars" in path[:-1]
        start = value[:LOOKED_AT]
        says_so = is_variable and SAYS_SECRET.search(path[-1]) and not start.startswith(("${", "<"))
        if says_so or (looks_like_secret(start) if is_variable else KNOWN.search(start)):
            yield _name(path[-1] if is_variable else ".".join(path))


def _is_moltworker(found: dict[str, Any], kinds: set[str], rows: set[Binding]) -> bool:
    """A container or a sandbox, and Moltbot's own words beside it."""
    words = " ".join([_name(found.get("name")), *(f"{row.name} {row.target}" for row in rows)]).lower()
    has_box = bool(kinds & {"container", "sandbox"})
    return has_box and any(word in words for word in ("molt", "openclaw", "clawdbot"))


def _target(row: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((words for key in keys if (words := _words(row.get(key), TARGET_LIMIT))), "")


def _words(value: Any, limit: int) -> str:
    """Short harmless text; nothing of an address with its password, nor of a key."""
    if not isinstance(value, str):
        return _day(value)
    if KNOWN.search(value[:LOOKED_AT]):
        return HIDDEN
    return shortened(on_one_line(value.replace("\0", "")), limit)


def _day(value: Any) -> str:
    """TOML knows dates: compatibility_date without quotes is one."""
    return value.isoformat() if hasattr(value, "isoformat") else ""


def _name(value: Any) -> str:
    """A name; one that looks like a key itself is masked."""
    words = _words(value, NAME_LIMIT - 40)
    return HIDDEN if looks_like_secret(words) else words


def _labelled(environment: str) -> Callable[[str], str]:
    return lambda name: f"{name} ({shortened(environment, 30)})" if environment else name


def _deep(found: dict[str, Any], keys: tuple[str, ...]) -> Any:
    value: Any = found
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _tables(value: Any) -> list[dict[str, Any]]:
    rows = [value] if isinstance(value, dict) else _list(value)
    return [row for row in rows if isinstance(row, dict)]


def _strings(value: Any) -> list[str]:
    rows = [value] if isinstance(value, str) else _list(value)
    return [row for row in rows if isinstance(row, str) and row.strip()]


def to_plain(found: Wrangler) -> dict[str, Any]:
    """What a page may carry until a person decides: names only."""
    return {**vars(found), "bindings": [[row.kind, row.name, row.target] for row in found.bindings]}


def from_plain(plain: dict[str, Any]) -> Wrangler:
    """Back from to_plain, through JSON."""
    told: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}
    told["bindings"] = tuple(Binding(*row) for row in plain["bindings"])
    return Wrangler(**told)

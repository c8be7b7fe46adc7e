"""Bodies made to hurt: deep, huge, repeated, compressed a thousand times over. Each is refused, and the server is no larger afterwards.

`python -m tests.load.bombs` on a whole house: statuses, and how far the memory of the web process rose at its highest.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.load.house import House, house, weight
from tests.load.line import Line

MIB = 1024 * 1024
MOST_MIB = 45
AT_ONCE, ROUNDS, WARMED = 8, 3, 12
Bomb = tuple[str, str, bytes, dict[str, str]]
FIELDS = b"{" + b",".join(b'"k%d":1' % number for number in range(75_000)) + b"}"
ASKING, TELLING = (
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":' % name
    for name in (b"demander_un_accord", b"dire_ce_qui_est_fait")
)
BROAD = (  # thousands of fields, or of wrong values, where a few are known
    *((address, FIELDS) for address in ("/api/v1/actions", "/api/v1/approvals", "/api/v1/heartbeat", "/access/v1/evaluation")),
    ("/api/v1/actions", b'{"actions":[' + FIELDS + b"]}"),
    ("/api/v1/approvals", b'{"action":' + FIELDS + b"}"),
    ("/api/v1/approvals", b'{"action":{"type":"payment","recipients":{"count":1,"sample":[' + b"1," * 400_000 + b"1]}}}"),
    ("/access/v1/evaluations", b'{"evaluations":[' + b"[]," * 49_000 + b"1]}"),
    ("/mcp", ASKING + b'{"action":' + FIELDS + b"}}}"),
    ("/mcp", TELLING + b'{"actions":[' + FIELDS + b"]}}}"),
)
MOST_UNPACKED = 31 * MIB  # within our bounds, and not telemetry
UNSOUND = tuple(
    gzip.compress(body, 1)
    for body in (
        b'{"resourceSpans":"' + b"x" * MOST_UNPACKED,
        b" " * MOST_UNPACKED,
        b'{"resourceSpans":[' + b"1.5," * (MOST_UNPACKED // 4) + b"1]}",
        b'{"resourceSpans":[{"scopeSpans":[{"spans":[' + b'{"name":"x","attributes":[]},' * 300_000 + b'{"x":}]}]}]}',
    )
)


def bombs() -> Iterator[Bomb]:
    """(name, address, body, headers)."""
    deep, wide = b"[" * 500_000, b'{"actions":[' + b"{}," * 300_000 + b"{}]}"
    for address in ("/api/v1/actions", "/api/v1/approvals", "/api/v1/heartbeat", "/mcp"):
        named = {"Idempotency_Key": "bombe"}
        yield "deep", address, deep, named
        yield "wide", address, wide, named
        yield "long text", address, b'{"actions":"' + b"x" * 900_000 + b'"}', named
        yield "digits", address, b"9" * 1_000_000, named
        yield "same key", address, b"{" + b'"a":1,' * 100_000 + b'"a":1}', named
        yield "too large", address, b" " * (2 * MIB), named
    packed = gzip.compress(b"\0" * (400 * MIB), 1)
    nested = gzip.compress(gzip.compress(b"\0" * (64 * MIB)))
    json_deep = gzip.compress(b'{"resourceSpans":' + b"[" * (20 * MIB))
    for address, body in BROAD:
        yield "broad", address, body, named
    for address in ("/v1/traces", "/v1/logs"):
        for body in UNSOUND:
            yield "unsound in zip", address, body, {"Content_Type": "application/json", "Content_Encoding": "gzip"}
        for kind in ("application/json", "application/x-protobuf"):
            zipped = {"Content_Type": kind, "Content_Encoding": "gzip"}
            yield "zip bomb", address, packed, zipped
            yield "zip in zip", address, nested, zipped
            yield "deep in zip", address, json_deep, zipped
            yield "cut zip", address, packed[: len(packed) // 2], zipped
            yield "groups", address, b"\x0b" * (7 * MIB), {"Content_Type": kind}
            yield "too large", address, b"\0" * (9 * MIB), {"Content_Type": kind}


def send(home: House, bomb: Bomb) -> str:
    name, address, body, headers = bomb
    line = Line(home.port, home.keys[0])
    try:
        line.send("POST", address, body, **headers)
        status = line.read()[0]
    except OSError:
        status = _after_reset(line)
    finally:
        line.close()
    return f"{status} {name}"


def _after_reset(line: Line) -> int:
    """Refused before it was read: the answer may still stand in the line."""
    line.socket.settimeout(2)
    try:
        return line.read()[0]
    except (TimeoutError, OSError):
        return 413


def highest(home: House) -> float:
    """MiB the web processes have held at most."""
    found = 0
    for pid in home.web():
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        found += sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return found / 1024


def warm(home: House) -> None:
    for address in ("/v1/traces", "/v1/logs") * WARMED:  # what is read at the first call is read already
        Line(home.port, home.keys[0]).call("POST", address, {})
        line = Line(home.port, home.keys[0])
        line.send("POST", address, b"", Content_Type="application/x-protobuf")
        line.read()
    for address, _ in BROAD * WARMED:
        Line(home.port, home.keys[0]).call("POST", address, {})
    for number in range(WARMED):  # whichever process takes it
        Line(home.port, home.keys[0]).ask(f"n-{number}")


def thrown(home: House, at_once: int) -> tuple[Counter[str], float, float]:
    """(answers, MiB more at the highest, MiB more afterwards)."""
    before, weighed, every = highest(home), weight(home.web()), list(bombs()) * ROUNDS
    with ThreadPoolExecutor(at_once) as pool:
        said = Counter(pool.map(lambda bomb: send(home, bomb), every))
    return said, highest(home) - before, weight(home.web()) - weighed


def main() -> None:
    with house() as home:
        warm(home)
        for at_once in (1, AT_ONCE):
            said, highest_more, more = thrown(home, at_once)
            told = {"at_once": at_once, "highest_more_mib": round(highest_more, 1), "more_mib": round(more, 1), "goal_mib": MOST_MIB}
            print(json.dumps(told | {"answers": dict(said)}))  # noqa: T201
            assert highest_more < MOST_MIB, told


if __name__ == "__main__":
    main()

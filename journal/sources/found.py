"""What a source gives: the actions it could read, and in French what it could not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from journal.rules.reported import Reported, key_of
from journal.rules.threads import Thread
from lib.tables.text import clean, one_line

LONGEST = {"tool": 120, "target": 300, "payee": 160}  # as an agent may send them (agent contract, section 3)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Found:
    """`agents`: the names the agents give themselves in there. `rejected`: actions that were seen and could not be kept. `threads`: what
    may name inner agents in a later request."""

    reported: tuple[Reported, ...] = ()
    agents: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    rejected: int = 0
    threads: tuple[Thread, ...] = ()


def found(reported: Iterable[Reported], *, agents: Iterable[str] = (), refused: Sequence[str] = (), ignored: Sequence[str] = ()) -> Found:
    """The same words said twice are said once, with how often."""
    names = tuple(dict.fromkeys(name for name in agents if name))
    return Found(tuple(reported), names, _counted(refused), _counted(ignored), len(refused))


def key_for(*parts: str) -> UUID:
    """As key_of, of names from outside: half a pair of JSON is no text, and must not stop us."""
    return key_of(*(part.encode("utf-8", "replace").decode() for part in parts))


def short(text: object, sort: str) -> str:
    """One visible line that fits its column."""
    return one_line(clean(str(text)[:4000]))[: LONGEST[sort]].rstrip()


def said_by(name: str) -> str:
    """What the journal keeps of an inner agent's name: the agent's word, shown under « Ce que dit l'agent »."""
    return f"Agent «\u00a0{short(name, 'tool')}\u00a0»" if name else ""


def moment(nanoseconds: int) -> datetime:
    """Raises ValueError on what is no moment since 1970."""
    if nanoseconds <= 0:
        raise ValueError("no moment")
    try:
        return EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError as error:
        raise ValueError("far away") from error


def moment_of(text: object) -> datetime:
    """An ISO moment, or milliseconds since 1970. Raises ValueError."""
    if isinstance(text, int) and not isinstance(text, bool):
        return moment(text * 1_000_000)
    if not isinstance(text, str) or len(text) > 40:
        raise ValueError("no moment")
    at = datetime.fromisoformat(text)
    try:
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("far away") from error


def _counted(sentences: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{said} ({number} fois)" if number > 1 else said for said, number in Counter(sentences).items())

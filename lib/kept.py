"""Questions that the ORM puts into SQL once a process: asked again they cost a planned statement (lib.prepared), and no compiling.

    ENDING = Kept(lambda company, day: Right.objects.of(company).ending(day).select_related("agent"), Company, date)
    ENDING.read(company, day)

What is built sees stand-ins of these types, and may depend on nothing else: no condition on a value, nothing of the moment or of a request.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy as another
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from types import SimpleNamespace
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

from lib.prepared import Asked, Row, rows, rows_of_each

Read = TypeVar("Read")
IDS = list[UUID]  # in a build: `agent__in=ids`
ONE_OF, ONE_OF_END, ANY = " IN (", ")", " = any("
NOWHERE = 0x6B657074 << 96  # no row has such an id
Call = tuple["Kept[Any]", tuple[Any, ...]]
_ahead: ContextVar[dict[Any, list[Row]] | None] = ContextVar("answers read ahead", default=None)


@dataclass(frozen=True)
class _Text:
    """What was compiled, once: `places` tells for each value of the statement which argument it is, or None and the value itself."""

    sql: str
    places: tuple[tuple[int | None, Any], ...]
    queryset: Any
    compiler: Any


class Kept(Generic[Read]):
    """One question. `kinds`: of its arguments: a model (by its id), UUID, IDS, date, datetime."""

    every: ClassVar[list["Kept[Any]"]] = []

    def __init__(self, build: Callable[..., QuerySet[Any, Read]], *kinds: Any) -> None:
        self._build, self._kinds = build, kinds
        self.every.append(self)

    def read(self, *given: Any) -> list[Read]:
        """What the question answers now: models, tuples or values, as the ORM makes them."""
        sql, values = self.asks(*given)
        ahead = _ahead.get()
        found = ahead.get(_name(sql, values)) if ahead is not None else None
        return self.among(rows(sql, values) if found is None else found)

    def asks(self, *given: Any) -> Asked:
        """For who sends it with others."""
        sent = [_sent(kind, one) for kind, one in zip(self._kinds, given, strict=True)]
        return self._text.sql, [value if place is None else sent[place] for place, value in self._text.places]

    def among(self, found: list[Row]) -> list[Read]:
        """The answer, made of its rows by the ORM's own hands."""
        compiler = another(self._text.compiler)
        compiler.connection, compiler.execute_sql = connections[DEFAULT_DB_ALIAS], lambda *_, **__: [found]
        asked = self._text.queryset
        query = SimpleNamespace(
            get_compiler=lambda *_, **__: compiler,
            extra_select=asked.query.extra_select,
            values_select=asked.query.values_select,
            annotation_select=asked.query.annotation_select,
        )
        told = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, model=asked.model, _fields=asked._fields, _known_related_objects={})
        return list(asked._iterable_class(told))

    @cached_property
    def _text(self) -> _Text:
        stand_ins = [_stand_in(kind, number) for number, kind in enumerate(self._kinds)]
        queryset: Any = self._build(*stand_ins)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        marks = [_mark(one) for one in stand_ins]
        places = tuple((marks.index(value), None) if value in marks else (None, value) for value in values)
        return _Text(_among_many(sql, [place for place, _ in places], self._kinds), places, queryset, compiler)


@contextmanager
def together(*calls: Call) -> Iterator[None]:
    """These questions in one round trip: whoever reads one of them inside, with the same arguments, finds what it answered. For pages that
    show; what decides reads for itself, under its lock."""
    before = _ahead.get() or {}
    asked = {_name(*one): one for one in (kept.asks(*given) for kept, given in calls)}
    names = {str(number): name for number, name in enumerate(asked) if name not in before}
    found = rows_of_each({number: asked[name] for number, name in names.items()}) if names else {}
    token = _ahead.set(before | {names[number]: answer for number, answer in found.items()})
    try:
        yield
    finally:
        _ahead.reset(token)


@contextmanager
def afresh() -> Iterator[None]:
    """What was read ahead does not answer inside: the same question is about something else."""
    token = _ahead.set(None)
    try:
        yield
    finally:
        _ahead.reset(token)


def spell_out() -> None:
    """Puts all questions into SQL now. No database is needed."""
    for kept in Kept.every:
        _ = kept._text


def _name(sql: str, values: Any) -> tuple[Any, ...]:
    return sql, *(tuple(value) if isinstance(value, list) else value for value in values)


def _sent(kind: Any, value: Any) -> Any:
    if kind == IDS:
        return list(value)
    return value.pk if isinstance(value, Model) else value


def _stand_in(kind: Any, number: int) -> Any:
    """A value of this kind that nothing else has."""
    if kind == IDS:
        return [UUID(int=NOWHERE + number)]
    if kind is UUID:
        return UUID(int=NOWHERE + number)
    if kind is datetime:
        return datetime(9000 + number, 1, 1, tzinfo=UTC)
    if kind is date:
        return date(9000 + number, 1, 1)
    return kind(pk=UUID(int=NOWHERE + number))


def _mark(stand_in: Any) -> Any:
    if isinstance(stand_in, list):
        return stand_in[0]
    return stand_in.pk if isinstance(stand_in, Model) else stand_in


def _among_many(sql: str, places: Sequence[int | None], kinds: Sequence[Any]) -> str:
    """`in (%s)` becomes `= any(%s)` where the argument is many."""
    parts = sql.split("%s")
    for number, place in enumerate(places):
        if place is not None and kinds[place] == IDS:
            if not parts[number].endswith(ONE_OF) or not parts[number + 1].startswith(ONE_OF_END):
                raise TypeError("many ids stand in `in` only")
            parts[number] = parts[number].removesuffix(ONE_OF) + ANY
    return "%s".join(parts)

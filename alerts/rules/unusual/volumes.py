"""More than usual in the week, more and more, or nothing at all. From counts by day. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from alerts.enums import Oddity
from alerts.rules.unusual.found import Found, Picked
from alerts.rules.unusual.middle import middle, strange
from alerts.rules.unusual.series import DAY, INSTANT, Series
from journal.enums import Type

WEEK = 7
FEWEST_WEEKS = 2
FEWEST = 10  # more than usual, in a week
STRANGE = 2.5  # spreads that chance does not bring in a year of weeks
Days = tuple[date, ...]
LIGHT = frozenset({Type.READ, Type.OTHER})


def volumes(series: Series) -> Iterator[Found]:
    """The kind of action that left its usual week the farthest."""
    told = [found for kind in series.counts if (found := _volume(series, kind))]
    if told:
        yield max(told, key=lambda found: (found.weight, found.times))


def growth(series: Series) -> Iterator[Found]:
    """A kind of action that takes a larger part of its work than it used to, and more of it: slowly, for no single day tells it."""
    told = [found for kind in series.counts if (found := _growth(series, kind))]
    if told:
        yield max(told, key=lambda found: (found.weight, found.times))


def silence(series: Series) -> Iterator[Found]:
    """Nothing on days on which it always works; days away, and holidays, are nobody's silence."""
    usual = _usual_days(series)
    silent: list[date] = []
    longest: list[date] = []
    for day in series.span.days:
        if usual.get(day.weekday(), 0) and series.is_expected(day):
            silent = [] if series.by_day.get(day) else [*silent, day]
            longest = max(longest, silent, key=len)
    if longest and series.worked >= WEEK:
        each = round(middle([usual[day.weekday()] for day in longest]))
        facts = {"days": len(longest), "from": longest[0].isoformat(), "to": longest[-1].isoformat(), "usual": each}
        start = _midnight(series, longest[0])
        picked = Picked(start, _midnight(series, longest[-1] + DAY) - INSTANT)
        weight = min(34 + 12 * len(longest) + min(each // 4, 12), 78)
        yield Found(Oddity.SILENCE, weight, start, picked, facts)


def _usual_days(series: Series) -> dict[int, float]:
    """What it does on each day of the week, when it hardly ever does nothing then."""
    by_weekday: dict[int, list[int]] = {}
    for day in series.heard:
        if series.is_expected(day):
            by_weekday.setdefault(day.weekday(), []).append(series.by_day.get(day, 0))
    kept = {weekday: counts for weekday, counts in by_weekday.items() if len(counts) >= FEWEST_WEEKS}
    return {weekday: middle(counts) for weekday, counts in kept.items() if sum(1 for one in counts if one) >= 0.8 * len(counts)}


def _volume(series: Series, kind: str) -> Found | None:
    weeks, now = series.weeks, series.of(kind, series.span.days)
    if len(weeks) < FEWEST_WEEKS or now < FEWEST:
        return None
    before = [series.of(kind, week) for week in weeks]
    far, usual = strange(now, before), middle(before)
    if far < 4 or now - usual < FEWEST or now < 1.6 * usual or now <= 1.2 * max(before):
        return None
    weight = min(round(34 + 2 * far), 62) - (8 if kind in LIGHT else 0)
    return Found(
        Oddity.VOLUME,
        weight,
        series.span.starts_at,
        _whole(series, kind),
        _facts(kind, now, before, len(series.span.days)),
        now - round(usual),
    )


def _growth(series: Series, kind: str) -> Found | None:
    """Over the week, else over two: a slow rise is seen late, and is still there the week after it began."""
    one, weeks = series.span.days, series.weeks
    if len(weeks) < FEWEST_WEEKS or series.of(kind, one) < FEWEST // 2:
        return None
    return _rise(series, kind, one, weeks) or _rise(series, kind, (*weeks[0], *one), weeks[1:])


def _rise(series: Series, kind: str, days: Days, weeks: Sequence[Days]) -> Found | None:
    """Compared with the rest of its work, so that a busy week is not taken for one; its busiest day left out, for that is a burst."""
    now, rest = series.of(kind, days), series.all(days)
    past, whole = series.of(kind, series.heard), series.all(series.heard)
    if len(days) > len(series.span.days):
        past, whole = past - series.of(kind, series.weeks[0]), whole - series.all(series.weeks[0])
    if len(weeks) < FEWEST_WEEKS or past < FEWEST_WEEKS * 5 or now < 1.25 * past / whole * rest:
        return None
    part, counts = past / whole, series.counts[kind]
    kept = sorted(days, key=lambda day: counts.get(day, 0) - part * series.by_day.get(day, 0))[:-1]
    far = _far(series, kind, kept, part)
    if (
        far < STRANGE
        or far < 1.2 * max(_far(series, kind, week, part) for week in weeks)
        or _far(series, kind, series.span.days, part) < 0.5
    ):
        return None
    facts = _facts(kind, now, [series.of(kind, week) for week in weeks], len(days))
    facts |= {"part": round(100 * now / rest), "usual_part": round(100 * part), "usual": round(part * rest)}
    weight = min(round(44 + 3 * far), 66) - (6 if kind in LIGHT else 0)
    return Found(Oddity.GROWTH, weight, series.span.starts_at, _whole(series, kind), facts, round(now - part * rest))


def _far(series: Series, kind: str, days: Sequence[date], part: float) -> float:
    """How many chance spreads above its part of the work of these days."""
    expected = part * series.all(days)
    return (series.of(kind, days) - expected) / max(expected, 1.0) ** 0.5


def _facts(kind: str, now: int, weeks: list[int], days: int) -> dict[str, object]:
    return {"times": now, "type": kind, "usual": round(middle(weeks)), "most": max(weeks), "weeks": len(weeks), "days": days}


def _whole(series: Series, kind: str) -> Picked:
    return Picked(series.span.starts_at, series.span.ends_at, kind)


def _midnight(series: Series, day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), series.span.starts_at.tzinfo)

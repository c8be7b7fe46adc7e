"""Hours and days on which an agent does not work, by its sheet; without a word there, on which it never does. Pure."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from math import log2

from alerts.enums import Oddity
from alerts.rules.unusual.found import Found, Picked
from alerts.rules.unusual.middle import middle
from alerts.rules.unusual.series import DAY, INSTANT, Hour, Series
from inventory.rules.work_hours import WorkHours

LEARNT = 8  # days of work, before any hour may be said to be unusual
RARE = 0.15  # of its days of work
FEWEST, FEWEST_A_DAY = 3, 8
HOUR = timedelta(hours=1)


def declared(series: Series) -> Iterator[Found]:
    """Outside the days and hours that its sheet says: told from the first action on, but for one or two in the hour beside."""
    works = series.works
    if works is None:
        return
    outside = [one for one in series.hours if not works.covers(one.local)]
    runs = [run for run in _runs(outside) if _times(run) >= FEWEST or not all(_is_beside(one, works) for one in run)]
    if runs:
        worst = max(runs, key=lambda run: (_times(run), run[0].local))
        since, times = worst[0].local, _times(worst)
        facts = {"times": times, "from": since.isoformat(), "hours": len(worst), "runs": len(runs), "declared": works.words}
        weight = min(76 + round(3 * log2(times)), 88)
        yield Found(Oddity.HOURS, weight, since, Picked(since, _end(worst[-1])), facts, times)


def _is_beside(hour: Hour, works: WorkHours) -> bool:
    return works.covers(hour.local - HOUR) or works.covers(hour.local + HOUR)


def hours(series: Series) -> Iterator[Found]:
    """Where nothing is declared: the farther from its usual hours and the more of it, the more telling. The worst run of hours, and how
    many there were."""
    if series.works or series.worked < LEARNT:
        return
    usual = _usual(series)
    runs = [run for run in _runs([one for one in series.hours if one.local.hour not in usual]) if _times(run) >= FEWEST]
    if not usual or not runs:
        return
    worst = max(runs, key=lambda run: (_weight(run, usual), run[0].local))
    times = _times(worst)
    facts = {
        "times": times,
        "from": worst[0].local.isoformat(),
        "hours": len(worst),
        "runs": len(runs),
        "usual_from": _first(usual),
        "usual_to": _last(usual),
        "days": series.worked,
    }
    since = worst[0].local
    yield Found(Oddity.HOURS, _weight(worst, usual), since, Picked(since, _end(worst[-1])), facts, times)


def days(series: Series) -> Iterator[Found]:
    """A day of the week on which it hardly ever does anything, where nothing is declared."""
    if series.works or series.worked < LEARNT:
        return
    usual_day = middle([times for day in series.heard if (times := series.by_day.get(day))])
    told = [found for day in series.span.days if (found := _day(series, day, usual_day))]
    if told:
        yield max(told, key=lambda found: (found.weight, found.happened_at))


def _day(series: Series, day: date, usual_day: float) -> Found | None:
    before = series.by_weekday.get(day.weekday(), [])
    times, most = series.by_day.get(day, 0), max(before, default=0)
    if len(before) < 3 or times < FEWEST_A_DAY or times <= most * 1.5 or middle(before) > usual_day * RARE:
        return None
    start = datetime.combine(day, datetime.min.time(), series.span.starts_at.tzinfo)
    facts = {"times": times, "day": day.isoformat(), "most": most, "weeks": len(before)}
    weight = min(45 + round(6 * log2(times / (most + 1) + 1)), 66)
    return Found(Oddity.HOURS, weight, start, Picked(start, start + DAY - INSTANT), facts, times)


def _usual(series: Series) -> set[int]:
    """The hours of the day in which it worked more than now and then."""
    return {hour for hour, days in series.hours_before.items() if days > max(1, RARE * series.worked)}


def _runs(hours: Sequence[Hour]) -> list[list[Hour]]:
    """Hours that follow each other, or nearly."""
    runs: list[list[Hour]] = []
    for hour in sorted(hours, key=lambda one: one.local):
        if runs and hour.local - runs[-1][-1].local <= 2 * HOUR:
            runs[-1].append(hour)
        else:
            runs.append([hour])
    return runs


def _weight(run: Sequence[Hour], usual: set[int]) -> int:
    far = min(min((one.local.hour - hour) % 24, (hour - one.local.hour) % 24) for one in run for hour in usual)
    return min(30 + 6 * min(far, 7) + round(5 * log2(_times(run) / FEWEST)), 84)


def _end(hour: Hour) -> datetime:
    """By the sun: after the hour that comes twice in autumn, the clock on the wall goes back."""
    return (hour.local.astimezone(UTC) + HOUR - INSTANT).astimezone(hour.local.tzinfo)


def _times(run: Sequence[Hour]) -> int:
    return sum(one.times for one in run)


def _first(usual: set[int]) -> int:
    """The start of its day: after the longest rest, round the clock."""
    return max(usual, key=lambda hour: (_gap(usual, hour, -1), -hour))


def _last(usual: set[int]) -> int:
    return (max(usual, key=lambda hour: (_gap(usual, hour, 1), hour)) + 1) % 24


def _gap(usual: set[int], hour: int, step: int) -> int:
    """How many hours of rest before or after."""
    return next((far for far in range(1, 25) if (hour + step * far) % 24 in usual), 24)

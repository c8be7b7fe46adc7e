"""What comes first, what can wait, and how long it takes."""

from datetime import date, timedelta

from governance.today import sorted_out
from lib.duties import Duty

MONDAY = date(2026, 11, 23)


def duty(tone: str = "info", days: int | None = None, minutes: int = 5, title: str = "") -> Duty:
    return Duty(tone, "key", title or f"{tone} {days}", "", None if days is None else MONDAY + timedelta(days), minutes, "/", "Voir")


def test_red_comes_before_amber_before_blue_then_the_nearest_deadline() -> None:
    given = [duty("info", 1), duty("watch", 3), duty("stop", 2), duty("watch", 0), duty("info")]
    assert [item.title for item in sorted_out(given, MONDAY).now] == ["stop 2", "watch 0", "watch 3", "info 1", "info None"]


def test_what_is_due_in_a_week_or_later_waits() -> None:
    sorted_duties = sorted_out([duty(days=6), duty(days=7), duty(days=30), duty(days=-4)], MONDAY)
    assert [item.title for item in sorted_duties.now] == ["info -4", "info 6"]
    assert [item.title for item in sorted_duties.later] == ["info 7", "info 30"]


def test_the_minutes_are_those_of_this_week() -> None:
    assert sorted_out([duty(minutes=2), duty(minutes=8), duty(minutes=3), duty(days=20, minutes=50)], MONDAY).minutes == 13


def test_a_red_duty_far_away_still_waits() -> None:
    assert sorted_out([duty("stop", 9)], MONDAY).now == ()

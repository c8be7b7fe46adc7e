"""Dates and times as one says them in French. Pure: the present moment and the time zone are always passed in."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

NO_BREAK = "\u00a0"
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
WEEK = timedelta(days=7)


def weekdays_said(days: Sequence[int]) -> str:
    """« le lundi et le jeudi », « du lundi au vendredi »; Monday is 0, one of them at least, in their order."""
    names = [WEEKDAYS[day] for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"du {names[0]} au {names[-1]}"
    *first, last = (f"le {name}" for name in names)
    return f"{', '.join(first)} et {last}" if first else last


def day_in(zone: str, at: datetime) -> date:
    """Which day it is there, at this moment."""
    return at.astimezone(ZoneInfo(zone)).date()


def short_date(day: date) -> str:
    """« 23 novembre », « 1er février »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NO_BREAK}{MONTHS[day.month - 1]}"


def french_date(day: date) -> str:
    """« 23 novembre 2026 »; in a narrow column the year may go to the next line."""
    return f"{short_date(day)} {day.year}"


def span_words(first: date, last: date) -> str:
    """« le 3 décembre », « du 1er au 3 décembre », « du 28 novembre au 3 décembre », « du 28 décembre 2026 au 3 janvier 2027 »."""
    if first == last:
        return f"le {short_date(first)}"
    if first.year != last.year:
        return f"du {french_date(first)} au {french_date(last)}"
    start = ("1er" if first.day == 1 else str(first.day)) if first.month == last.month else short_date(first)
    return f"du {start} au {short_date(last)}"


def weekday_date(day: date) -> str:
    """« lundi 23 novembre »."""
    return f"{WEEKDAYS[day.weekday()]} {short_date(day)}"


def french_time(moment: time | datetime) -> str:
    """« 18 h », « 09 h 12 »: a full hour is said without minutes."""
    if moment.minute == 0:
        return f"{moment.hour}{NO_BREAK}h"
    return f"{moment.hour:02d}{NO_BREAK}h{NO_BREAK}{moment.minute:02d}"


def french_moment(moment: datetime, zone: tzinfo | None = None) -> str:
    """« 12 mars 2026 à 09 h 12 » in the zone given (else in the moment's own)."""
    local = moment.astimezone(zone) if zone else moment
    return f"{french_date(local.date())} à {french_time(local)}"


def near_moment(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """« aujourd’hui à 18 h », « hier à 17 h 20 », « 12 mars à 09 h 12 »; the year only when it is another one."""
    local, here = (moment.astimezone(zone), now.astimezone(zone)) if zone else (moment, now)
    names = {0: "aujourd’hui", -1: "hier", 1: "demain"}
    name = names.get((local.date() - here.date()).days)
    if name is None:
        name = short_date(local.date()) if local.year == here.year else french_date(local.date())
    return f"{name} à {french_time(local)}"


def on_moment(moment: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """The same inside a sentence: « aujourd’hui à 18 h », « le 12 mars à 09 h 12 »."""
    words = near_moment(moment, now, zone)
    return f"le {words}" if words[0].isdigit() else words


def ago(moment: datetime, now: datetime) -> str:
    """« à l’instant », « il y a 12 min », « il y a 2 h », « il y a 3 jours », then the date itself."""
    seconds = (now - moment).total_seconds()
    if seconds < 60:
        return "à l’instant"
    if seconds < 3600:
        return f"il y a {int(seconds // 60)}{NO_BREAK}min"
    if seconds < 86400:
        return f"il y a {int(seconds // 3600)}{NO_BREAK}h"
    days = int(seconds // 86400)
    if days < 7:
        return f"il y a {days}{NO_BREAK}jour{'s' if days > 1 else ''}"
    return f"le {short_date(moment.date()) if moment.year == now.year else french_date(moment.date())}"


def ahead(moment: datetime, now: datetime) -> str:
    """« dans moins d’une minute », « dans 12 min », « dans 8 h », « dans 3 jours ». Rounded down: there is never less time than said."""
    minutes = int((moment - now).total_seconds() // 60)
    if minutes < 1:
        return "dans moins d’une minute"
    if minutes < 60:
        return f"dans {minutes}{NO_BREAK}min"
    if minutes < 2880:
        return f"dans {minutes // 60}{NO_BREAK}h"
    return f"dans {minutes // 1440}{NO_BREAK}jours"


def due(day: date, today: date) -> str:
    """A deadline in a few words: « Aujourd’hui », « Avant dimanche », « Avant le 3 décembre », « En retard depuis le 2 mars »."""
    if day < today:
        return f"En retard depuis le {short_date(day)}"
    if day == today:
        return "Aujourd’hui"
    if day - today == timedelta(days=1):
        return "Avant demain soir"
    if day - today < WEEK:
        return f"Avant {WEEKDAYS[day.weekday()]}"
    return f"Avant le {short_date(day) if day.year == today.year else french_date(day)}"

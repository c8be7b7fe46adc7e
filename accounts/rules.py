"""What is true of codes, company numbers and sessions, from plain values. No database, no clock."""

from datetime import datetime, timedelta

from stdnum.exceptions import ValidationError
from stdnum.fr import siren

TRIES = 5  # wrong codes in a row before a pause
PAUSE = timedelta(minutes=15)
CROWD = 20  # wrong passwords of one account in 15 minutes, over all addresses: fewer than 100 an hour (ASVS 5.0, 6.3.1)
LONGEST_PAUSE = timedelta(hours=24)
CODE_LIFE = timedelta(hours=24)
CODE_TRIES = 10  # a set-up code has 140 bits: this only ends a machine that hammers the page
LINK_LIFE = timedelta(hours=72)
WAITING = timedelta(minutes=10)  # between the password and the code
LONGEST_SESSION = timedelta(hours=12)
FRESH = timedelta(minutes=5)  # how long a code asked again holds for changes of factor
REMEMBERED = timedelta(days=30)  # how long a browser may come in without a code, after the password
FEW_CODES = 3
ONE_GROUP = 4

# what a browser says of itself, the first that fits: most of them say Chrome and Safari too
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "Chrome/": "Chrome",
    "CriOS": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "Mac", "Linux": "Linux"}


class NotSiren(ValueError):
    """Nine digits with a wrong check digit, or not nine digits."""


def siren_of(text: str) -> str:
    """« 732 829 320 » -> 732829320; an empty text stays empty. Raises NotSiren."""
    try:
        return str(siren.validate(text)) if text.strip() else ""
    except ValidationError as error:
        raise NotSiren(text) from error


def spaced_siren(number: str) -> str:
    """732829320 -> « 732 829 320 », as one reads it."""
    return "\u00a0".join(number[start : start + 3] for start in range(0, len(number), 3))


def plain_code(text: str) -> str:
    """What somebody copied from paper: case, spaces and dashes do not count; O is 0, I and L are 1 (Crockford's base 32)."""
    kept = "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
    return kept.replace("O", "0").replace("I", "1").replace("L", "1")


def grouped(code: str) -> str:
    """7KQ29FTZXW4M1P2A -> « 7KQ2-9FTZ-XW4M-1P2A »."""
    return "-".join(code[start : start + ONE_GROUP] for start in range(0, len(code), ONE_GROUP))


def pause_after(failures: int) -> timedelta | None:
    """Every fifth wrong code in a row costs a pause: 15 min, then twice as long each time, at most a day."""
    if failures == 0 or failures % TRIES:
        return None
    doubled = PAUSE * (1 << min(failures // TRIES - 1, 10))
    return min(doubled, LONGEST_PAUSE)


def is_alive(made_at: datetime, at: datetime, life: timedelta) -> bool:
    """Is something made at `made_at` still good?"""
    return made_at <= at < made_at + life


def has_ended(began_at: datetime, seen_at: datetime, at: datetime, idle: timedelta) -> bool:
    """A session ends after `idle` without a page, and after twelve hours whatever happens."""
    return at - seen_at >= idle or at - began_at >= LONGEST_SESSION


def device_words(agent: str) -> str:
    """« Firefox sur Windows », from what a browser says of itself; empty when it says nothing we know."""
    browser = next((words for sign, words in BROWSERS.items() if sign in agent), "")
    system = next((words for sign, words in SYSTEMS.items() if sign in agent), "")
    return f"{browser} sur {system}" if browser and system else browser or system

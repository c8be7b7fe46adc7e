"""What is true of codes, company numbers, sessions and absences, from plain values. No database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from stdnum.exceptions import ValidationError
from stdnum.fr import siren

from accounts.enums import Role
from lib.dates import span_words

TRIES = 5  # wrong codes in a row before a pause
PAUSE = timedelta(minutes=15)
CROWD = 20  # wrong passwords of one account in 15 minutes, over all addresses: fewer than 100 an hour (ASVS 5.0, 6.3.1)
LONGEST_PAUSE = timedelta(hours=24)
CODE_LIFE = timedelta(hours=24)
CODE_TRIES = 10  # a set-up code has 140 bits: this only ends a machine that hammers the page
LINK_LIFE = timedelta(hours=72)
FORGOTTEN_LIFE = timedelta(hours=1)  # of a link that anybody may ask for
FORGOTTEN_PAUSE = timedelta(minutes=5)  # between two links to one person
FORGOTTEN_A_DAY = 5
FORGOTTEN_AN_HOUR = 10  # questions from one network address
WAITING = timedelta(minutes=10)  # between the password and the code
LONGEST_SESSION = timedelta(hours=12)
FRESH = timedelta(minutes=5)  # how long a code asked again holds for changes of factor
REMEMBERED = timedelta(days=30)  # how long a browser may come in without a code, after the password
FEW_CODES = 3
LONGEST_ABSENCE = timedelta(days=366)
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

# Role of the person who is away -> roles that can do their part of the work. Whoever stands in keeps their own role: a steward who stands
# in for an owner looks after the agents, and lifts no stop.
STAND_INS: dict[Role, frozenset[Role]] = {
    Role.OWNER: frozenset({Role.OWNER, Role.STEWARD, Role.APPROVER}),
    Role.STEWARD: frozenset({Role.OWNER, Role.STEWARD}),
    Role.APPROVER: frozenset({Role.OWNER, Role.APPROVER}),
    Role.REVIEWER: frozenset({Role.OWNER, Role.STEWARD, Role.REVIEWER}),
    Role.GUEST: frozenset(Role),
}
WORK = {
    Role.OWNER: "ni s’occuper des agents, ni approuver",
    Role.STEWARD: "pas s’occuper des agents",
    Role.APPROVER: "pas approuver",
    Role.REVIEWER: "pas relire et signer",
    Role.GUEST: "",
}


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


@dataclass(frozen=True)
class Someone:
    """A person of the company, as the rules of absences see them."""

    id: UUID
    name: str
    role: Role


@dataclass(frozen=True)
class Away:
    """Somebody is away from a day to a day, both included, and somebody else does their part."""

    who: Someone
    stand_in: Someone
    starts_on: date
    until: date

    @property
    def when(self) -> str:
        return span_words(self.starts_on, self.until)

    def meets(self, other: "Away") -> bool:
        """Do they share a day?"""
        return self.starts_on <= other.until and other.starts_on <= self.until


def may_stand_in(stand_in: Role, absent: Role) -> bool:
    """Does this role let one do the other's part?"""
    return stand_in in STAND_INS[absent]


def why_not_away(asked: Away, others: Iterable[Away], today: date) -> str:
    """The French sentence that refuses an absence, the most useful one first; empty when nothing stands against it."""
    return _bad_days(asked, today) or why_not_stand_in(asked) or next((why for other in others if (why := _in_the_way(asked, other))), "")


def _bad_days(asked: Away, today: date) -> str:
    if asked.starts_on < today:
        return "Une absence commence aujourd’hui ou plus tard. Corrigez le premier jour."
    if asked.until < asked.starts_on:
        return "Le dernier jour vient avant le premier. Vérifiez les deux dates."
    return "Une absence dure un an au plus. Vérifiez l’année." if asked.until - asked.starts_on > LONGEST_ABSENCE else ""


def why_not_stand_in(asked: Away) -> str:
    """Why this person cannot do the other's part."""
    if asked.stand_in.id == asked.who.id:
        return "Personne ne se remplace soi-même. Choisissez quelqu’un d’autre."
    if may_stand_in(asked.stand_in.role, asked.who.role):
        return ""
    role, work = asked.stand_in.role.label.lower(), WORK[asked.who.role]
    return f"{asked.stand_in.name} ne peut pas remplacer {asked.who.name}\u00a0: avec le rôle «\u00a0{role}\u00a0», on ne peut {work}."


def _in_the_way(asked: Away, other: Away) -> str:
    if not asked.meets(other):
        return ""
    if other.who.id == asked.who.id:
        return f"Une absence est déjà notée pour {asked.who.name}, {other.when}. Terminez-la d’abord, ou choisissez d’autres jours."
    if other.who.id == asked.stand_in.id:
        return f"{asked.stand_in.name} n’est pas là {other.when}. Choisissez une autre personne, ou d’autres jours."
    if other.stand_in.id == asked.who.id:
        return f"{asked.who.name} remplace déjà {other.who.name} {other.when}. Terminez cette absence et dites-la avec quelqu’un d’autre."
    return ""

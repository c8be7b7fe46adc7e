"""« Mes entreprises »: what each company of a person asks of them this week, the most urgent first.

One scope a company, never a wider policy: what a role does not show in a company is not read there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

import accounts.due
import alerts.due
import approvals.due
import inventory.due
import register.due
import reviews.due
from accounts.boundary import scope
from accounts.enums import Ability
from accounts.mailing import is_set_up
from accounts.models import Company, Membership, User
from approvals.queries.stops import standing
from governance.today import Today, sorted_out
from inventory.models import Agent
from inventory.rules.days import company_day
from ledger.checks import newest_ended
from ledger.enums import Verdict
from ledger.models import Checkpoint, Head
from lib.duties import Duty
from lib.share import Share
from lib.words import folded
from register.documents import controller
from register.reading import Reading
from register.share import share_of_company, share_of_sheet

Companies = Sequence[tuple[UUID, str]]
NOTHING = (3, date.max)  # after every duty
KEPT, LARGEST = 200, 50  # registers kept in memory, and sheets of one
_held = Lock()
_readings: dict[UUID, tuple[tuple[int, date], Reading]] = {}  # with the size of the record when it was read: every act adds a row to it


@dataclass(frozen=True)
class Sealed:
    """The state of a record, for those who may read it."""

    signed_at: datetime | None
    is_broken: bool


@dataclass(frozen=True)
class Place:
    """One company as a person finds it. `sealed` and `lacks_mail` are None for a role that does not see them."""

    id: UUID
    name: str
    role: str
    today: Today
    stops: int
    agents: int
    share: Share
    sealed: Sealed | None
    lacks_mail: bool | None

    @property
    def first(self) -> Duty | None:
        """What comes first there."""
        return self.today.now[0] if self.today.now else None

    @property
    def others(self) -> int:
        """How many more duties of this week."""
        return max(len(self.today.now) - 1, 0)

    @property
    def is_broken(self) -> bool:
        """Did a check find the record changed?"""
        return self.sealed is not None and self.sealed.is_broken

    @property
    def has_something(self) -> bool:
        """Does anything wait for this person there?"""
        return bool(self.first or self.stops or self.is_broken)

    @property
    def urgency(self) -> tuple[bool, bool, tuple[int, date], int, str]:
        """Sort key: a broken record, a stop, then the first duty, then how many."""
        first = self.first.urgency if self.first else NOTHING
        return (not self.is_broken, not self.stops, first, -len(self.today.now), self.name.lower())


def named(companies: Companies, words: str) -> Companies:
    """Those whose name holds each of the words."""
    wanted = folded(words).split()
    return [one for one in companies if all(word in folded(one[1]) for word in wanted)]


def places(user: User, companies: Companies, at: datetime) -> list[Place]:
    """The most urgent first. About forty queries a company: some ten milliseconds each."""
    return sorted(_places(user, companies, at), key=lambda place: place.urgency)


def _places(user: User, companies: Companies, at: datetime) -> Iterator[Place]:
    for pk, _name in companies:
        with scope(pk):
            mine = Membership.objects.of(Company(pk=pk)).current().filter(user=user.pk)
            if membership := mine.select_related("company").first():
                with timezone.override(ZoneInfo(membership.company.time_zone)):
                    yield _place(membership.company, membership, at)


def _place(company: Company, membership: Membership, at: datetime) -> Place:
    reading = _reading(company, at)
    return Place(
        id=company.pk,
        name=company.name,
        role=str(membership.get_role_display()),
        today=_today(company, membership, at, reading),
        stops=len(standing(company)),
        agents=Agent.objects.of(company).in_sight().count(),
        share=sum((share_of_sheet(sheet) for sheet in reading.sheets), start=share_of_company(controller(company))),
        sealed=_sealed(company) if membership.may(Ability.READ_RECORD) else None,
        lacks_mail=not is_set_up(company) if membership.may(Ability.EDIT_COMPANY) else None,
    )


def _reading(company: Company, at: datetime) -> Reading:
    """The register as it was read here last, when nothing was recorded since and the day is the same: half of what a company costs."""
    size = Head.objects.values_list("size", flat=True).get(company_id=company.pk)
    state = (size, company_day(at, company.time_zone))
    with _held:
        kept = _readings.get(company.pk)
    if kept and kept[0] == state:
        return kept[1]
    reading = Reading(company, at)
    if len(reading.sheets) <= LARGEST:
        with _held:
            _readings.pop(company.pk, None)
            _readings[company.pk] = (state, reading)
            if len(_readings) > KEPT:
                del _readings[next(iter(_readings))]
    return reading


def _today(company: Company, membership: Membership, at: datetime, reading: Reading) -> Today:
    """As the first page of the company, without what is the person's own: they would read it once a company."""
    sources = (approvals.due.due, alerts.due.due, reviews.due.due, inventory.due.due, accounts.due.of_company)
    duties = [duty for source in sources for duty in source(company, membership, at)]
    duties += register.due.due(company, membership, at, reading)
    return sorted_out(duties, company_day(at, company.time_zone))


def _sealed(company: Company) -> Sealed:
    newest = Checkpoint.objects.filter(company_id=company.pk).order_by("-size", "-made_at").values_list("made_at", flat=True).first()
    checked = newest_ended(company.pk)
    return Sealed(newest, checked is not None and checked.verdict == Verdict.ALTERED)

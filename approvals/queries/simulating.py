"""What limits would have asked of last month's journal, by the judge that answers agents. Reads in one go, changes nothing."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import FloatField, Min
from django.db.models.functions import Cast, Extract

from accounts.models import Company
from approvals.enums import Answer, Measure
from approvals.models import ApprovalRequest, Limit, Payee
from approvals.queries.weighing import rule_of
from approvals.rules.limits import PAYING, Facts, Rule, applies, judge
from approvals.rules.payees import spelt
from inventory.models import Agent
from journal.enums import Outcome, Type
from journal.models import Action, ToolWord
from journal.rules.lines import Facts as LineFacts
from journal.rules.lines import line
from journal.rules.naming import usual

MONTH = timedelta(days=30)
GRANT_LIFE = timedelta(days=1)
SHOWN = 20
HIDDEN = "••••"  # an account, as lists show it


class Row(NamedTuple):
    """The columns that matter, in the order they are read. `moment`: seconds since 1970, which are read twice as fast as a date."""

    seq: int
    moment: float
    agent_id: UUID
    type: str
    tool: str
    target: str
    payee: str
    amount_cents: int | None
    currency: str
    many: int
    payee_mark: UUID | None
    approval_id: UUID | None


COLUMNS = tuple("count" if name == "many" else name for name in Row._fields)


@dataclass(frozen=True)
class Line:
    """An action of the journal that the change is about."""

    seq: int
    at: datetime
    agent: str
    words: str


@dataclass
class Simulated:
    """Over thirty days. `met`: what the limit asks by itself; `now`, `after`: all that is asked today and with the change; `more`,
    `fewer`: what the change alone makes; `untold`: what it may be about, but the journal does not say; `lines`: newest first."""

    weighed: int = 0
    met: int = 0
    now: int = 0
    after: int = 0
    more: int = 0
    fewer: int = 0
    untold: int = 0
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """A limit that would come, one that would go, or one in the place of the other."""

    coming: Rule | None = None
    going: Limit | None = None


def simulate(company: Company, change: Change, at: datetime) -> Simulated:
    """Six queries, whatever the journal holds; a second for some 50,000 actions."""
    now = [rule_of(limit) for limit in Limit.objects.of(company).current()]
    gone = change.going.pk if change.going else None
    after = [rule for rule in now if rule.id != gone] + ([change.coming] if change.coming else [])
    told, kept = Simulated(), list[Row]()
    month = _Month(company, at)
    before, then = _Judge(now), _Judge(after)
    for row, facts in month.facts():
        told.weighed += 1
        will, met = then.asks(facts)
        asked = will if before.about(facts) == then.about(facts) else before.asks(facts)[0]
        told.now, told.after = told.now + asked, told.after + will
        told.more, told.fewer = told.more + (will and not asked), told.fewer + (asked and not will)
        hit = change.coming is not None and change.coming.id in met
        told.met += hit
        told.untold += bool(change.coming and applies(change.coming, facts) and not _is_told(change.coming, facts))
        if (hit and gone is None) or asked != will:
            kept.append(row)
    names = dict(Agent.objects.of(company).values_list("pk", "name"))
    told.lines = [_line(row, names) for row in reversed(kept[-SHOWN:])]
    return told


@dataclass
class _Judge:
    """The judge, given only the limits that can be about an action of this agent and nature, and that the journal can tell."""

    rules: list[Rule]
    _about: dict[tuple[UUID, str, str], list[Rule]] = field(default_factory=dict)

    def about(self, facts: Facts) -> list[Rule]:
        """The limits that such an action may meet."""
        key = (facts.agent, facts.type, facts.kind)
        known = self._about.get(key)
        if known is None:
            known = self._about[key] = [rule for rule in self.rules if applies(rule, facts)]
        return known

    def asks(self, facts: Facts) -> tuple[bool, tuple[UUID, ...]]:
        """Is it asked or forbidden, and by which limits?"""
        verdict = judge([rule for rule in self.about(facts) if _is_told(rule, facts)], facts)
        return verdict.answer != Answer.ALLOW, verdict.met


def _is_told(rule: Rule, facts: Facts) -> bool:
    """Does the journal say what the limit looks at?"""
    return not (rule.kind and rule.type and not facts.kind) and (rule.measure != Measure.PERCENT or facts.percent is not None)


@dataclass
class _Month:
    """Last month's actions, oldest first, with what each one adds to. Starts on a Monday: the weeks are whole."""

    company: Company
    at: datetime

    def facts(self) -> Iterator[tuple[Row, Facts]]:
        """Those of the thirty days. Readings are no demand: nobody asks before reading."""
        zone, since = ZoneInfo(self.company.time_zone), self.at - MONTH
        whole = since.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        rows = self._rows(whole - timedelta(days=whole.weekday()))
        known, own, said = _Known(self.company, rows), _own_words(self.company), _said(self.company, since)
        weeks: dict[tuple[UUID, int], int] = defaultdict(int)
        days: dict[tuple[UUID, str, int], int] = defaultdict(int)
        for row in rows:
            when = datetime.fromtimestamp(row.moment, zone)
            day = when.toordinal()
            days[row.agent_id, row.type, day] += row.many
            week = None
            if row.payee_mark and row.amount_cents is not None:
                spot = (row.payee_mark, day - when.weekday())
                weeks[spot] += row.amount_cents
                week = weeks[spot] if HIDDEN in row.payee else None
            is_new, is_changed = known.weigh(row)
            if row.moment > since.timestamp():
                kind, percent = said.get(row.approval_id, ("", None)) if row.approval_id else ("", None)
                yield (
                    row,
                    Facts(
                        row.agent_id,
                        row.type,
                        when.time(),
                        kind=kind,
                        amount_cents=row.amount_cents,
                        currency=row.currency,
                        percent=percent,
                        count=row.many,
                        is_new_payee=is_new,
                        is_account_changed=is_changed,
                        is_tool_known=_is_known(row, own),
                        week_cents=week,
                        day_count=days[row.agent_id, row.type, day],
                        weekday=when.isoweekday(),
                    ),
                )

    def _rows(self, since: datetime) -> list[Row]:
        done = Action.objects.of(self.company).filter(occurred_at__gt=since, occurred_at__lte=self.at, outcome=Outcome.DONE, is_test=False)
        told = done.exclude(type=Type.READ).annotate(moment=Cast(Extract("occurred_at", "epoch"), FloatField())).order_by("occurred_at")
        return [Row._make(row) for row in told.values_list(*COLUMNS)]


class _Known:
    """Whom the company had paid by then: by the book, or by an earlier action."""

    def __init__(self, company: Company, rows: Iterable[Row]) -> None:
        marks = {row.payee_mark for row in rows if row.payee_mark}
        book = Payee.objects.of(company).values_list("mark", "folded", "known_at")
        done = Action.objects.of(company).filter(payee_mark__in=marks, is_test=False).values_list("payee_mark")
        firsts = done.annotate(first=Min("occurred_at")) if marks else ()
        self._since: dict[UUID, float] = {mark: first.timestamp() for mark, first in firsts}
        self._names: dict[str, float] = {}
        for mark, name, known_at in book:
            at = known_at.timestamp()
            self._names[name] = min(at, self._names.get(name, at))
            if at < self._since.get(mark, at) - GRANT_LIFE.total_seconds():  # else it is known by the very action that is weighed
                self._since[mark] = at

    def weigh(self, row: Row) -> tuple[bool, bool]:
        """Is the payee new, and is it a known name with another account?"""
        if not row.payee_mark:
            return row.type in PAYING, False
        if row.moment > self._since[row.payee_mark]:
            return False, False
        name = spelt(row.payee.partition(" (")[0])
        before = self._names.get(name)
        self._names[name] = min(row.moment, before or row.moment)
        return True, before is not None and before < row.moment and HIDDEN in row.payee


def _own_words(company: Company) -> Mapping[tuple[UUID | None, str], str]:
    return {(agent, tool): kind for agent, tool, kind in ToolWord.objects.of(company).values_list("agent_id", "tool", "type")}


def _is_known(row: Row, own: Mapping[tuple[UUID | None, str], str]) -> bool:
    return bool(row.tool) and (usual(row.tool) is not None or (row.agent_id, row.tool) in own or (None, row.tool) in own)


def _said(company: Company, since: datetime) -> Mapping[UUID, tuple[str, int | None]]:
    """What the demand behind an action said of its kind and percentage: the journal does not."""
    asked = ApprovalRequest.objects.of(company).filter(asked_at__gt=since - timedelta(days=8)).exclude(consumed_at=None)
    return {key: (kind, _percent(bytes(action))) for key, kind, action in asked.values_list("pk", "kind", "action")}


def _percent(action: bytes) -> int | None:
    said = json.loads(action).get("percent") if b'"percent"' in action else None
    return round(float(said) * 100) if said else None


def _line(row: Row, names: Mapping[UUID, str]) -> Line:
    words = line(LineFacts(row.type, Outcome.DONE, row.target, row.payee, row.amount_cents, row.currency, row.many))
    return Line(row.seq, datetime.fromtimestamp(row.moment, UTC), names.get(row.agent_id, ""), words)

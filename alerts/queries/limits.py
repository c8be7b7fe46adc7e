"""The limits as they were when something happened, held against what the journal tells of it. What the journal never tells (the kind
of a matter, a percentage) is left out: nobody can say that such a limit was passed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import Company
from alerts.queries.reading import Batch, own_words
from alerts.queries.running import Totals
from alerts.rules.seen import Seen
from approvals.enums import Answer, Measure
from approvals.models import Limit, Payee
from approvals.queries.weighing import rule_of
from approvals.rules.limits import PAYING, Facts, Rule, applies, judge
from journal.rules.naming import Meaning, by_name

UNTOLD = frozenset({Measure.PERCENT})
HIDDEN = "••••"
Own = Mapping[str, Meaning]
Dated = tuple[Rule, datetime, datetime | None]  # set, and ended


class _Sort(NamedTuple):
    """What actions of one agent with the same tool and types share. `limits`: about such an action, whenever they held."""

    also: frozenset[str]
    pays: bool
    is_tool_known: bool
    limits: Sequence[Dated]


class Limits:
    """Two queries, one more where a day's number counts, and one a total that may pass: by payee and week, or by agent, kind and day."""

    def __init__(self, company: Company, batch: Batch) -> None:
        self._company, self._zone, self._words = company, ZoneInfo(company.time_zone), batch.words
        kept = Limit.objects.of(company).filter(kind="").exclude(measure__in=UNTOLD) if batch.seen else ()
        self._limits = [(rule_of(limit), limit.set_at, limit.ended_at) for limit in kept]
        self._known = _known_payees(company, batch.seen)
        self._totals = Totals(company, batch.seen)
        self._own: dict[UUID, Own] = {}
        self._sorts: dict[tuple[UUID, str, str, str], _Sort] = {}

    def asked_for(self, seen: Seen) -> bool:
        """Was a person, two, or nobody to let it pass? By the limits of then; what was told late, by those of when it was told too."""
        sort = self._sort_of(seen)
        return any(self._asked_at(moment, seen, sort) for moment in seen.moments)

    def _asked_at(self, moment: datetime, seen: Seen, sort: _Sort) -> bool:
        concerned = [rule for rule, set_at, ended_at in sort.limits if set_at <= moment and (ended_at is None or moment < ended_at)]
        return judge(concerned, self._facts(seen, sort, dict(self._reached(concerned, seen)))).answer != Answer.ALLOW

    def _sort_of(self, seen: Seen) -> _Sort:
        key = (seen.agent, seen.type, seen.said, seen.tool)
        if (sort := self._sorts.get(key)) is None:
            named = by_name(seen.tool, self._own_of(seen.agent))
            bare = Facts(seen.agent, seen.type, time.min, frozenset({seen.said, named.type} if named else {seen.said}))
            about = [dated for dated in self._limits if applies(dated[0], bare)]
            sort = self._sorts[key] = _Sort(bare.also, bool(PAYING & {seen.type, *bare.also}), named is not None, about)
        return sort

    def _facts(self, seen: Seen, sort: _Sort, totals: Mapping[str, int]) -> Facts:
        at = seen.occurred_at.astimezone(self._zone)
        known_at = self._known.get(seen.payee_mark) if seen.payee_mark else None
        return Facts(
            agent=seen.agent,
            type=seen.type,
            also=sort.also,
            local=at.time(),
            weekday=at.isoweekday(),
            amount_cents=seen.amount_cents,
            currency=seen.currency,
            count=seen.count,
            is_new_payee=sort.pays and (known_at is None or known_at > seen.occurred_at),
            is_tool_known=sort.is_tool_known or seen.amount_cents is None,
            has_stray_account=HIDDEN in seen.payee and not sort.pays,
            week_cents=totals.get("week_cents"),
            day_count=totals.get("day_count"),
        )

    def _reached(self, rules: Sequence[Rule], seen: Seen) -> Iterator[tuple[str, int]]:
        measures = {rule.measure for rule in rules}
        if Measure.WEEK_PAYEE in measures and seen.payee_mark and seen.amount_cents is not None:
            yield "week_cents", self._totals.week_cents(seen)
        if Measure.DAY_COUNT in measures:
            least = min(rule.value or 0 for rule in rules if rule.measure == Measure.DAY_COUNT)
            yield "day_count", self._totals.day_count(seen, least)

    def _own_of(self, agent: UUID) -> Own:
        if agent not in self._own:
            self._own[agent] = own_words(self._words, agent)
        return self._own[agent]


def _known_payees(company: Company, actions: Iterable[Seen]) -> dict[UUID, datetime]:
    marks = {seen.payee_mark for seen in actions if seen.payee_mark}
    return dict(Payee.objects.of(company).filter(mark__in=marks).values_list("mark", "known_at")) if marks else {}

"""How long the rows of the transaction's company are kept, and what forbids to erase them for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from ledger.actions import record
from ledger.checkpoints import head
from ledger.entries import Actor, Subject
from ledger.enums import MONTHS_KEPT, Kind
from ledger.models import Hold, HoldLifting, RetentionRule
from ledger.terms import NAMES, bounds, is_longer, months_words
from lib import canonical

MOMENT = timedelta(microseconds=1)


class OutOfBounds(ValueError):
    """Fewer or more months than the class allows, or longer than usual without a reason."""


@dataclass(frozen=True)
class Term:
    """How long one class is kept. `rule`: the choice of the company, None while the default holds."""

    kind: Kind
    months: int
    rule: RetentionRule | None

    @property
    def name(self) -> str:
        return NAMES[self.kind]

    @property
    def words(self) -> str:
        return months_words(self.months)

    @property
    def usual(self) -> str:
        return months_words(MONTHS_KEPT[self.kind])


def terms(company: UUID) -> dict[Kind, Term]:
    """What holds for each class. One query."""
    chosen = RetentionRule.objects.filter(company_id=company).order_by("kind", "-made_at", "-id").distinct("kind")
    newest = {Kind(rule.kind): rule for rule in chosen}
    return {kind: Term(kind, newest[kind].months if kind in newest else MONTHS_KEPT[kind], newest.get(kind)) for kind in Kind}


@transaction.atomic
def change_term(company: UUID, kind: Kind, months: int, why: str, *, by: Actor, at: datetime) -> RetentionRule | None:
    """From now on this class is kept so long. None when it is already so. Raises OutOfBounds."""
    least, most = bounds(kind)
    if not least <= months <= most or (is_longer(kind, months) and not why.strip()):
        raise OutOfBounds(months)
    head()  # two at once come one after the other
    before = terms(company)[kind]
    if months == before.months and why == (before.rule.why if before.rule else ""):
        return None
    made_at = max(at, before.rule.made_at + MOMENT) if before.rule else at  # a clock set back must not hide it behind the one before
    rule = RetentionRule(company_id=company, kind=kind, months=months, why=why, made_at=made_at, made_by_name=by.name)
    rule.save(force_insert=True)
    detail: dict[str, canonical.Json] = {
        "class": int(kind),
        "months": months,
        "why": why,
        "before": before.words,
        "after": months_words(months),
    }
    record(Kind.RECORD, "record.term_changed", Subject("retentionrule", rule.id, NAMES[kind]), by=by, at=at, detail=detail)
    return rule


def standing_holds(company: UUID) -> list[Hold]:
    """What forbids to erase, oldest first. One query."""
    return list(Hold.objects.filter(company_id=company, lifting=None).order_by("set_at", "id"))


@transaction.atomic
def set_hold(company: UUID, why: str, *, by: Actor, at: datetime) -> Hold | None:
    """Nothing is erased from now on, not even by a purge under way: both take the company's counter. None when this very hold stands."""
    head()
    if any(hold.why == why for hold in standing_holds(company)):
        return None
    hold = Hold(company_id=company, why=why, set_at=at, set_by_name=by.name)
    hold.save(force_insert=True)
    record(Kind.RECORD, "record.hold_set", Subject("hold", hold.id, why), by=by, at=at, detail={"hold": str(hold.id), "why": why})
    return hold


@transaction.atomic
def lift_hold(hold: Hold, why: str, *, by: Actor, at: datetime) -> bool:
    """It no longer stands. False when somebody lifted it already."""
    head()
    if HoldLifting.objects.filter(hold=hold).exists():
        return False
    HoldLifting(company_id=hold.company_id, hold=hold, why=why, lifted_at=at, lifted_by_name=by.name).save(force_insert=True)
    record(Kind.RECORD, "record.hold_lifted", Subject("hold", hold.id, hold.why), by=by, at=at, detail={"hold": str(hold.id), "why": why})
    return True

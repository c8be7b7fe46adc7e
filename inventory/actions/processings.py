"""A line of the register is opened, edited, archived, restored, tied to agents."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import Company, Membership
from accounts.numbers import next_number
from inventory.actions.holding import ONE_ACT, held
from inventory.actions.lines import fill
from inventory.actions.settling import settle
from inventory.catalogue import SheetPlan
from inventory.entries import actor, of_agent, of_processing
from inventory.enums import Side
from inventory.models import Agent, AgentProcessing, FollowUp, Processing, Purpose
from inventory.rules.days import company_day
from ledger.actions import record
from ledger.enums import Kind

FIELD_WORDS = {
    "name": "le nom",
    "side": "pour le compte de qui",
    "purpose": "la finalité",
    "sub_purposes": "les sous-finalités",
    "source": "la source des données",
    "outside_reference": "la référence externe",
    "automation": "qui décide",
    "automation_words": "la décision automatisée",
    "obligation": "l’obligation de répondre",
    "information": "le texte d’information",
    "is_informed": "si les personnes sont informées",
    "informed_on": "depuis quand elles sont informées",
    "informed_how": "comment elles sont informées",
    "is_notice_proposed": "ce que le modèle proposait, confirmé",
}


COMPANY_HERE = "[entreprise]"  # in the texts of the templates


@dataclass(frozen=True)
class Heading:
    """The top of a sheet."""

    name: str
    side: str = Side.CONTROLLER
    purpose: str = ""
    sub_purposes: tuple[str, ...] = ()
    source: str = ""
    outside_reference: str = ""


@dataclass(frozen=True)
class Notice:
    """Who decides (art. 22), must people answer (art. 13.2.e), and what they are told (art. 13 and 14)."""

    automation: str = ""
    automation_words: str = ""
    obligation: str = ""
    information: str = ""
    is_informed: bool | None = None
    informed_on: date | None = None
    informed_how: str = ""


def open_processing(
    company: Company, heading: Heading, *, notice: Notice | None = None, template: str = "", by: Membership | None, at: datetime
) -> Processing:
    """A new line of the register, under the next number; two at once both succeed."""
    with transaction.atomic():
        processing = Processing(
            company=company,
            number=next_number(company, Processing),
            template=template,
            started_on=company_day(at, company.time_zone),
            changed_at=at,
            **_values(heading),
            **_values(notice or Notice()),
        )
        processing.save(force_insert=True)
        record(Kind.REGISTER, "processing.opened", of_processing(processing), by=actor(by), at=at)
    return processing


def just_opened(company: Company, name: str, template: str, *, at: datetime) -> Processing | None:
    """The sheet a first click opened a moment ago: a second one leads there. Two at once wait for each other."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    lately = Processing.objects.of(company).filter(name=name, template=template, ended_at=None, changed_at__gt=at - ONE_ACT)
    return lately.order_by("-number").first()


def open_from_plan(
    company: Company, plan: SheetPlan, *, confirmed: Collection[int] = (), by: Membership | None, at: datetime
) -> Processing:
    """A new sheet with everything a template proposes. Bases stay proposed, but those whose place is in `confirmed`."""
    told = {name: getattr(plan, name) for name in ("name", "side", "purpose", "sub_purposes", "source")}
    heading = Heading(**told)
    with transaction.atomic():
        information = plan.information.replace(COMPANY_HERE, company.name)
        notice = Notice(plan.automation, plan.automation_words, plan.obligation, information)
        processing = open_processing(company, heading, notice=notice, template=plan.template, by=by, at=at)
        fill(processing, plan, confirmed=confirmed, by=by, at=at)
        about = {"about_kind": "processing", "about_id": processing.pk, "about_name": processing.name}
        for question, advice in plan.questions:
            FollowUp.objects.create(company=company, question=question, advice=advice, opened_at=at, **about)
    return processing


def edit(processing: Processing, said: Heading | Notice, *, by: Membership, at: datetime) -> bool:
    """Change the top of the sheet, or who decides and what people are told; False when nothing changed.

    A notice saved is a notice confirmed, even when it stays the template's. A processor's sheet keeps no legal basis (art. 30.2)."""
    values = _values(said) | ({"is_notice_proposed": False} if isinstance(said, Notice) else {})
    with transaction.atomic():
        now = held(processing)
        changed = [name for name, value in values.items() if now and getattr(now, name) != value]
        if not changed:
            return False
        for name in changed:
            setattr(processing, name, values[name])
        processing.changed_at = at
        processing.save(update_fields=[*changed, "changed_at"])
        if "side" in changed and processing.side == Side.PROCESSOR:
            purposes = Purpose.objects.of(processing.company).filter(processing=processing)
            purposes.update(basis="", justification="", confirmed_at=None, confirmed_by=None)
        what = ", ".join(FIELD_WORDS[name] for name in changed)
        record(Kind.REGISTER, "processing.edited", of_processing(processing), by=actor(by), at=at, detail={"what": what})
        settle(processing, by=by, at=at)
    return True


def end(processing: Processing, *, by: Membership, at: datetime) -> bool:
    """The company no longer does this: the sheet is archived. False when it was already."""
    return _close(processing, at, "processing.ended", by=by, at=at)


def restore(processing: Processing, *, by: Membership, at: datetime) -> bool:
    """The company does it again. False when it was not archived."""
    return _close(processing, None, "processing.restored", by=by, at=at)


def attach_agent(processing: Processing, agent: Agent, *, by: Membership | None, at: datetime) -> bool:
    """This agent takes part in this processing; False when it did already."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                AgentProcessing(company=processing.company, processing=processing, agent=agent).save(force_insert=True)
        except IntegrityError:
            return False
        Agent.objects.of(processing.company).filter(pk=agent.pk).exclude(has_personal_data=True).update(has_personal_data=True)
        record(Kind.REGISTER, "processing.agent_attached", of_processing(processing), of_agent(agent), by=actor(by), at=at)
        settle(processing, by=by, at=at)
    return True


def detach_agent(processing: Processing, agent: Agent, *, by: Membership, at: datetime) -> bool:
    """This agent no longer takes part; False when it did not."""
    with transaction.atomic():
        removed, _ = AgentProcessing.objects.of(processing.company).filter(processing=processing, agent=agent).delete()
        if removed:
            record(Kind.REGISTER, "processing.agent_detached", of_processing(processing), of_agent(agent), by=actor(by), at=at)
    return bool(removed)


def _values(said: Heading | Notice) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(said).items()}


def _close(processing: Processing, ended_at: datetime | None, act: str, *, by: Membership, at: datetime) -> bool:
    with transaction.atomic():
        rows = Processing.objects.of(processing.company).filter(pk=processing.pk, ended_at__isnull=ended_at is not None)
        if not rows.update(ended_at=ended_at, changed_at=at):
            return False
        record(Kind.REGISTER, act, of_processing(processing), by=actor(by), at=at)
    return True

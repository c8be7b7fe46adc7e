"""What the inventory asks somebody to do about what is theirs, most urgent first when the first page sorts them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, QuerySet
from django.urls import reverse

from accounts.enums import Ability
from accounts.models import Company, Membership
from inventory.charge import Charge
from inventory.models import Agent, AgentDraft, AgentImport, Connection, FollowUp, Permission
from inventory.rules.days import DRAFT_DAYS, SOON_DAYS, TOLD_DAYS, company_day, has_passed
from inventory.rules.everything import EVERY
from inventory.rules.words import shortened
from lib.duties import Duty
from lib.kept import Call, Kept

SHOWN = 10  # of each kind; the agent's own page shows the rest
NAME_LIMIT = 90
Narrowed = Callable[[Charge, Any], QuerySet[Any]]


class _Own:
    """Rows of the first page, narrowed to what is one's own; for whoever answers for all of them, planned once. `most`: at most so many."""

    def __init__(self, build: Callable[..., QuerySet[Any]], narrowed: Narrowed, *kinds: Any, most: int | None = SHOWN) -> None:
        self._build, self._narrowed, self._most = build, narrowed, most
        self._of_all: Kept[Any] = Kept(lambda *given: build(*given)[:most], *kinds)

    def ahead(self, *given: Any) -> Call:
        """For who answers for all of them."""
        return self._of_all, given

    def read(self, charge: Charge, *given: Any) -> list[Any]:
        if charge.agents() is EVERY:
            return self._of_all.read(*given)
        return list(self._narrowed(charge, self._build(*given))[: self._most])


def _of_agent(charge: Charge, rows: QuerySet[Any]) -> QuerySet[Any]:
    return charge.of_agents(rows, "agent")


def _late(company: Company, today: date) -> QuerySet[Connection]:
    last_day = ExpressionWrapper(F("rotated_on") + F("rotation_days"), output_field=DateField())
    late = Connection.objects.of(company).filter(closed_at=None).annotate(last_day=last_day).filter(last_day__lt=today)
    return late.order_by("last_day", "pk")


def _alone(company: Company) -> QuerySet[Agent]:
    seen = Agent.objects.of(company).in_sight()
    return (seen.filter(in_charge=None) | seen.exclude(in_charge__ended_at=None)).order_by("name")


ENDING = _Own(
    lambda company, day: Permission.objects.of(company).ending(day).select_related("agent").order_by("until", "pk"),
    _of_agent,
    Company,
    date,
)
EXPIRED = _Own(
    lambda company, day: Permission.objects.of(company).expired_since(day).select_related("agent").order_by("-until", "pk"),
    _of_agent,
    Company,
    date,
)
LATE = _Own(_late, Charge.of_accounts, Company, date)
ALONE = _Own(_alone, Charge.of_agents, Company)
LEFT_OPEN = _Own(
    lambda company, at: AgentDraft.objects.of(company).filter(agent_id=None, saved_at__lte=at).only("pk"),
    Charge.of_authors,
    Company,
    datetime,
    most=None,
)
QUESTIONS = _Own(lambda company: FollowUp.objects.of(company).open().order_by("opened_at"), Charge.of_questions, Company)
FILES = Kept(lambda company: AgentImport.objects.of(company).open().defer("found").order_by("-uploaded_at")[:SHOWN], Company)


def ahead(company: Company, membership: Membership, at: datetime) -> list[Call]:
    """What `due` asks, for the page that asks it all at once."""
    if Charge(membership, at).agents() is not EVERY:
        return []
    today = company_day(at, company.time_zone)
    return [
        ENDING.ahead(company, today + timedelta(days=SOON_DAYS)),
        EXPIRED.ahead(company, today - timedelta(days=TOLD_DAYS)),
        LATE.ahead(company, today),
        ALONE.ahead(company),
        LEFT_OPEN.ahead(company, at - timedelta(days=DRAFT_DAYS)),
        QUESTIONS.ahead(company),
        (FILES, (company,)),
    ]


def due(company: Company, membership: Membership, at: datetime) -> list[Duty]:
    """Rights that end or ended, secrets to change, agents nobody answers for, what was left open. Seven queries; none for a reader."""
    if not membership.may(Ability.EDIT_INVENTORY):
        return []
    today, charge = company_day(at, company.time_zone), Charge(membership, at)
    return [
        *_ending(company, charge, today),
        *_ended(company, charge, today),
        *_late_secrets(company, charge, today),
        *_nobody(company, charge),
        *_left_open(company, charge, at),
        *_questions(company, charge),
        *_files_read(company),
    ]


def _ending(company: Company, charge: Charge, today: date) -> Iterator[Duty]:
    for right in ENDING.read(charge, company, today + timedelta(days=SOON_DAYS)):
        is_over = has_passed(right.until, today)
        name, agent = shortened(str(right), NAME_LIMIT), right.agent.name
        yield Duty(
            tone="stop" if is_over else "watch",
            icon="key-round",
            title=f"Confirmer un droit de l’agent {agent}",
            why=f"Ce droit a pris fin\u00a0: {name}." if is_over else f"Ce droit prend fin bientôt\u00a0: {name}.",
            due_on=right.until,
            minutes=2,
            url=reverse("inventory:right_edit", args=[right.pk]),
            label="Vérifier ce droit",
        )


def _ended(company: Company, charge: Charge, today: date) -> Iterator[Duty]:
    """Rights that Garde-fou closed by itself these last days: somebody may miss them."""
    for right in EXPIRED.read(charge, company, today - timedelta(days=TOLD_DAYS)):
        yield Duty(
            tone="info",
            icon="key-round",
            title=f"Un droit a pris fin\u00a0: {right.agent.name}",
            why=f"Garde-fou l’a noté comme terminé\u00a0: {shortened(str(right), NAME_LIMIT)}.",
            due_on=None,
            minutes=1,
            url=reverse("inventory:rights", args=[right.agent_id]),
            label="Voir ses droits",
        )


def _late_secrets(company: Company, charge: Charge, today: date) -> Iterator[Duty]:
    for account in LATE.read(charge, company, today):
        yield Duty(
            tone="watch",
            icon="key-round",
            title=f"Changer le secret du compte {shortened(str(account), NAME_LIMIT)}",
            why="Changez-le dans le service, puis notez-le ici.",
            due_on=account.last_day,
            minutes=10,
            url=reverse("inventory:account", args=[account.pk]),
            label="Voir ce compte",
        )


def _nobody(company: Company, charge: Charge) -> Iterator[Duty]:
    for agent in ALONE.read(charge, company):
        yield Duty(
            tone="stop",
            icon="user-round",
            title=f"Nommer un responsable pour {agent.name}",
            why="Personne ne répond de ce que fait cet agent.",
            due_on=None,
            minutes=1,
            url=reverse("inventory:agent_edit", args=[agent.pk]),
            label="Nommer",
        )


def _left_open(company: Company, charge: Charge, at: datetime) -> Iterator[Duty]:
    old = len(LEFT_OPEN.read(charge, company, at - timedelta(days=DRAFT_DAYS)))
    if old:
        yield Duty(
            tone="info",
            icon="file-pen-line",
            title="Finir une déclaration d’agent" if old == 1 else f"Finir {old} déclarations d’agents",
            why="Vos réponses sont gardées, il reste quelques questions.",
            due_on=None,
            minutes=4 * old,
            url=reverse("inventory:declare"),
            label="Reprendre",
        )


def _questions(company: Company, charge: Charge) -> Iterator[Duty]:
    for asked in QUESTIONS.read(charge, company):
        yield Duty(
            tone="info",
            icon="circle-question-mark",
            title=f"Répondre à une question sur {shortened(asked.about_name, NAME_LIMIT)}",
            why=asked.question,
            due_on=None,
            minutes=2,
            url=reverse("inventory:question", args=[asked.pk]),
            label="Répondre",
        )


def _files_read(company: Company) -> Iterator[Duty]:
    """Files of agents that wait for a person's word."""
    for row in FILES.read(company):
        yield Duty(
            tone="info",
            icon="file-input",
            title="Terminer l’import de vos agents",
            why=f"«\u00a0{shortened(row.file_name, NAME_LIMIT)}\u00a0» est lu. Rien n’est encore écrit.",
            due_on=None,
            minutes=5,
            url=reverse("inventory:agents_import_preview", args=[row.pk]),
            label="Vérifier",
        )

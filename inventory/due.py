"""What the inventory asks somebody to do about what is theirs, most urgent first when the first page sorts them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import DateField, ExpressionWrapper, F
from django.urls import reverse

from accounts.enums import Ability
from accounts.models import Company, Membership
from inventory.charge import Charge
from inventory.models import Agent, AgentDraft, AgentImport, Connection, FollowUp, Permission
from inventory.rules.days import DRAFT_DAYS, SOON_DAYS, TOLD_DAYS, company_day, has_passed
from inventory.rules.words import shortened
from lib.duties import Duty

SHOWN = 10  # of each kind; the agent's own page shows the rest
NAME_LIMIT = 90


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
    ending = Permission.objects.of(company).ending(today + timedelta(days=SOON_DAYS)).select_related("agent")
    for right in charge.of_agents(ending, "agent").order_by("until", "pk")[:SHOWN]:
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
    closed = Permission.objects.of(company).expired_since(today - timedelta(days=TOLD_DAYS)).select_related("agent")
    for right in charge.of_agents(closed, "agent").order_by("-until", "pk")[:SHOWN]:
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
    last_day = ExpressionWrapper(F("rotated_on") + F("rotation_days"), output_field=DateField())
    accounts = charge.of_accounts(Connection.objects.of(company).filter(closed_at=None))
    late = accounts.annotate(last_day=last_day).filter(last_day__lt=today)
    for account in late.order_by("last_day", "pk")[:SHOWN]:
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
    alone = Agent.objects.of(company).in_sight().filter(in_charge=None) | Agent.objects.of(company).in_sight().exclude(
        in_charge__ended_at=None
    )
    for agent in charge.of_agents(alone).order_by("name")[:SHOWN]:
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
    left = AgentDraft.objects.of(company).filter(agent_id=None, saved_at__lte=at - timedelta(days=DRAFT_DAYS))
    old = charge.of_authors(left).count()
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
    for asked in charge.of_questions(FollowUp.objects.of(company).open()).order_by("opened_at")[:SHOWN]:
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
    for row in AgentImport.objects.of(company).open().defer("found").order_by("-uploaded_at")[:SHOWN]:
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

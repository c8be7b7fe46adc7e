"""« Ce qu’il manque »: what is still unknown or unsafe about an agent, from its values alone, each with the page that mends it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from inventory.enums import Ownership, SecretKeeper, SignIn
from inventory.rules.days import has_passed
from inventory.rules.gaps import GRAVITY, LEVEL_WORDS, Level, Missing
from inventory.rules.rotation import rotation_due
from inventory.rules.surroundings import Around, SurroundingsFacts, surroundings_gaps

__all__ = ["LEVEL_WORDS", "AccountFacts", "AgentFacts", "Level", "Missing", "ProcessingFacts", "RightFacts", "missing_of_agent"]


@dataclass(frozen=True)
class RightFacts:
    """A current right, as the rules see it."""

    id: UUID
    name: str
    until: date | None = None
    is_endless: bool = False
    reason: str = ""
    is_needed: bool | None = None
    besides: str = ""  # the other right on the same thing, when this one only reads and nobody said that both are meant


@dataclass(frozen=True)
class AccountFacts:
    """An account the agent signs in with, as the rules see it."""

    id: UUID
    name: str
    ownership: str = ""
    sign_in: str = ""
    has_second_factor: bool | None = None
    secret_keeper: str = ""
    secret_place: str = ""
    rotated_on: date | None = None
    rotation_days: int | None = None
    revoke_where: str = ""


@dataclass(frozen=True)
class ProcessingFacts:
    """A processing the agent takes part in: how many of its purposes are only proposed."""

    id: UUID
    name: str
    proposed: int = 0


@dataclass(frozen=True)
class AgentFacts:
    """Everything the rules want to know of an agent; `questions` are open follow-ups (id, question)."""

    purpose: str = ""
    tool: str = ""
    supplier: str = ""
    model: str = ""
    host_country: str = ""
    environment: str = ""
    isolation: str = ""
    has_personal_data: bool | None = None
    in_charge: str = ""
    in_charge_role: str = ""  # only when it does not let them see to the agent
    deputy: str = ""
    rights: tuple[RightFacts, ...] = ()
    accounts: tuple[AccountFacts, ...] = ()
    processings: tuple[ProcessingFacts, ...] = ()
    questions: tuple[tuple[UUID, str], ...] = field(default=())
    surroundings: SurroundingsFacts = field(default=SurroundingsFacts())


def missing_of_agent(agent: AgentFacts, today: date) -> tuple[Missing, ...]:
    """Every gap, the gravest first."""
    found = [*_person_gaps(agent), *_right_gaps(agent, today), *_data_gaps(agent), *_account_gaps(agent, today), *_place_gaps(agent)]
    around = Around(agent.isolation, agent.environment, has_personal=bool(agent.has_personal_data or agent.processings))
    found += surroundings_gaps(agent.surroundings, around, today)
    found += [Missing("question", question, Level.CONFIRM, "question", target) for target, question in agent.questions]
    return tuple(sorted(found, key=lambda gap: GRAVITY[gap.level]))


def _person_gaps(agent: AgentFacts) -> Iterator[Missing]:
    if not agent.purpose:
        yield Missing("purpose", "À quoi il sert", Level.OBLIGATORY, "edit")
    if not agent.in_charge:
        yield Missing("in_charge", "La personne qui en est responsable", Level.OBLIGATORY, "edit")
    elif agent.in_charge_role:
        label = f"Le rôle de {agent.in_charge} ({agent.in_charge_role}) ne permet pas de s’en occuper"
        yield Missing("in_charge_role", label, Level.MEND, "edit")
    elif not agent.deputy:
        yield Missing("deputy", "Qui s’en occupe en son absence", Level.RECOMMENDED, "edit")


def _right_gaps(agent: AgentFacts, today: date) -> Iterator[Missing]:
    if not agent.rights:
        yield Missing("rights", "Ce qu’il a le droit de faire", Level.OBLIGATORY, "rights")
    for right in agent.rights:
        yield from _one_right(right, today)
    if any(right.is_needed is None for right in agent.rights):
        yield Missing("right_needed", "Lesquels de ses droits sont indispensables", Level.RECOMMENDED, "rights")


def _one_right(right: RightFacts, today: date) -> Iterator[Missing]:
    if has_passed(right.until, today):
        yield Missing("right_passed", f"Ce droit a pris fin\u00a0: {right.name}", Level.OBLIGATORY, "right", right.id)
    elif right.until is None and not right.is_endless:
        yield Missing("right_until", f"Jusqu’à quand il a ce droit\u00a0: {right.name}", Level.CONFIRM, "right", right.id)
    if right.besides:
        yield Missing("right_pair", f"Lire seulement, ou aussi\u00a0: {right.besides}", Level.MEND, "pair", right.id)
    if not right.reason:
        yield Missing("right_reason", f"Pourquoi il a ce droit\u00a0: {right.name}", Level.RECOMMENDED, "right", right.id)
    if right.is_needed is False:
        yield Missing("right_unneeded", f"Ôter ce droit, dit non indispensable\u00a0: {right.name}", Level.RECOMMENDED, "right", right.id)


def _data_gaps(agent: AgentFacts) -> Iterator[Missing]:
    if agent.processings:
        for processing in agent.processings:
            if processing.proposed:
                label = f"Ce qui l’autorise (RGPD), à confirmer\u00a0: {processing.name}"
                yield Missing("basis", label, Level.CONFIRM, "purposes", processing.id)
    elif agent.has_personal_data:
        yield Missing("processing", "La fiche du registre pour les données qu’il touche", Level.OBLIGATORY, "processings")
    elif agent.has_personal_data is None:
        yield Missing("personal_data", "Touche-t-il des données personnelles\u00a0?", Level.CONFIRM, "processings")


def _account_gaps(agent: AgentFacts, today: date) -> Iterator[Missing]:
    if not agent.accounts:
        yield Missing("accounts", "Les comptes avec lesquels il se connecte", Level.CONFIRM, "accounts")
    for account in agent.accounts:
        yield from _one_account(account, today)


def account_gaps(account: AccountFacts, today: date) -> tuple[Missing, ...]:
    """What one account lacks, the gravest first: the list of a company's accounts is sorted by it."""
    return tuple(sorted(_one_account(account, today), key=lambda gap: GRAVITY[gap.level]))


def _one_account(account: AccountFacts, today: date) -> Iterator[Missing]:
    def gap(code: str, label: str, level: Level) -> Missing:
        return Missing(code, f"{label}\u00a0: {account.name}", level, "account", account.id)

    if not account.ownership:
        yield gap("ownership", "À qui est le compte", Level.CONFIRM)
    elif account.ownership != Ownership.DEDICATED:
        yield gap("not_dedicated", "Donner à l’agent un compte à lui", Level.RECOMMENDED)
    if not account.sign_in:
        yield gap("sign_in", "Comment il se connecte", Level.CONFIRM)
    yield from _secret(account, today, gap)
    yield from _second_factor(account, gap)
    if not account.revoke_where:
        yield gap("revoke_where", "Où retirer cet accès le jour venu", Level.RECOMMENDED)


def _secret(account: AccountFacts, today: date, gap: Callable[[str, str, Level], Missing]) -> Iterator[Missing]:
    """One thing at a time: where it is kept, then how often it is changed, then when it was."""
    if account.secret_keeper == SecretKeeper.PLAIN:
        yield gap("secret_plain", "Ranger dans un coffre le secret gardé en clair", Level.MEND)
    if rotation_due(account.rotated_on, account.rotation_days, today):
        yield gap("rotation_late", "Changer le secret, la date est passée", Level.MEND)
    if not account.sign_in or account.sign_in == SignIn.OAUTH:
        return
    if not (account.secret_keeper or account.secret_place):
        yield gap("secret_place", "Où est gardé le secret", Level.RECOMMENDED)
    elif not account.rotation_days:
        yield gap("rotation", "Tous les combien changer le secret", Level.RECOMMENDED)
    elif not account.rotated_on:
        yield gap("rotated_on", "Quand le secret a été changé pour la dernière fois", Level.CONFIRM)


def _second_factor(account: AccountFacts, gap: Callable[[str, str, Level], Missing]) -> Iterator[Missing]:
    if account.has_second_factor is None:
        yield gap("second_factor", "La double vérification est-elle active", Level.CONFIRM)
    elif not account.has_second_factor and account.sign_in == SignIn.PASSWORD:
        yield gap("second_factor_off", "Activer la double vérification", Level.RECOMMENDED)


def _place_gaps(agent: AgentFacts) -> Iterator[Missing]:
    if not agent.host_country:
        yield Missing("host_country", "Le pays où il est hébergé", Level.CONFIRM, "edit")
    if not agent.environment:
        yield Missing("environment", "S’il travaille sur des données réelles", Level.CONFIRM, "edit")
    if not agent.isolation:
        yield Missing("isolation", "Ce qui le sépare du reste de l’ordinateur", Level.CONFIRM, "surroundings")
    if not (agent.tool or agent.supplier):
        yield Missing("tool", "L’outil ou le fournisseur", Level.CONFIRM, "edit")
    if not agent.model:
        yield Missing("model", "Le modèle d’IA qu’il utilise", Level.RECOMMENDED, "edit")

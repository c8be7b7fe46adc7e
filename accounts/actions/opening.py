"""Open an installation: the one-time code, then company, owner and second factor, all or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.text import slugify

from accounts import hooks
from accounts.actions.factors import NewFactor, enrol
from accounts.actions.telling import actor_of, subject_of
from accounts.boundary import all_companies, companies_of, company_by_slug, scope
from accounts.enums import Role
from accounts.factors import new_setup_code, setup_digest
from accounts.models import Company, Factor, Membership, SetupCode, User
from accounts.rules import CODE_LIFE, CODE_TRIES, is_alive
from ledger.actions import open_record, record
from ledger.entries import Actor, Subject
from ledger.enums import Kind
from lib.words import folded

A_DAY = timedelta(days=1)
OPENED_A_DAY = 20


class AlreadyOpen(RuntimeError):
    """A company exists: the start page is closed for good."""


class HasIt(RuntimeError):
    """This person has a company of that name or number already: `company` is its id, `name` its name."""

    def __init__(self, company: UUID, name: str) -> None:
        super().__init__(name)
        self.company, self.name = company, name


class TooMany(RuntimeError):
    """Twenty companies in a day are no cabinet's work any more."""


class CodeSpent(RuntimeError):
    """Somebody else opened the installation with this code meanwhile, or a newer code was made."""


@dataclass(frozen=True)
class NewOwner:
    """The first person. `password` is already hashed: it waited in the session."""

    name: str
    email: str
    password: str


@dataclass(frozen=True)
class Opened:
    """What set-up made."""

    user: User
    company: Company
    device: Factor


@transaction.atomic
def make_setup_code(*, at: datetime) -> str:
    """A fresh code, the only good one; returned once, kept as a hash. Raises AlreadyOpen."""
    if all_companies():
        raise AlreadyOpen
    code = new_setup_code()
    SetupCode.objects.filter(used_at=None).delete()
    SetupCode.objects.create(code_hash=setup_digest(code), made_at=at)
    return code


@transaction.atomic
def try_setup_code(code: str, *, at: datetime) -> UUID | None:
    """The row behind a good code. Does not spend it. A wrong one is counted against the code that is waiting."""
    waiting = SetupCode.objects.select_for_update().filter(used_at=None).first()
    if waiting is None or not is_alive(waiting.made_at, at, CODE_LIFE) or waiting.failures >= CODE_TRIES:
        return None
    if waiting.code_hash == setup_digest(code):
        return waiting.pk
    waiting.failures += 1
    waiting.save(update_fields=["failures"])
    return None


@transaction.atomic
def open_company(code: UUID, facts: Mapping[str, str], owner: NewOwner, factor: NewFactor, *, at: datetime) -> Opened:
    """Spend the code and make everything. Raises AlreadyOpen, CodeSpent."""
    if not SetupCode.objects.filter(pk=code, used_at=None).update(used_at=at):
        raise CodeSpent
    if all_companies():
        raise AlreadyOpen
    user = User(name=owner.name, email=owner.email, password=owner.password, joined_at=at)
    user.save(force_insert=True)
    company = _found(facts, user, at=at)
    return Opened(user, company, enrol(user, factor, by=actor_of(user), at=at))


@transaction.atomic
def open_another(user: User, facts: Mapping[str, str], *, at: datetime) -> Company:
    """One more company, whose owner this person becomes. Raises HasIt, TooMany. The row lock makes a second click come second."""
    User.objects.select_for_update().get(pk=user.pk)
    made_today = 0
    for pk, name in companies_of(user):
        with scope(pk):
            there = Company.objects.get(pk=pk)
        if folded(name) == folded(facts["name"]) or (there.siren and there.siren == facts.get("siren")):
            raise HasIt(pk, name)
        made_today += there.created_at > at - A_DAY
    if made_today >= OPENED_A_DAY:
        raise TooMany
    return _found(facts, user, at=at)


def _found(facts: Mapping[str, str], user: User, *, at: datetime) -> Company:
    """The company, its record, its owner, and what each app gives a new one."""
    by = actor_of(user)
    company = Company(
        id=uuid4(), name=facts["name"], siren=facts.get("siren", ""), slug=facts.get("slug") or free_slug(facts["name"]), created_at=at
    )
    with scope(company):
        company.save(force_insert=True)
        open_record(company.pk)
        record(Kind.COMPANY, "company.opened", Subject("company", company.pk, company.name), by=by, at=at)
        welcome(company, user, Role.OWNER, by=by, at=at)
        for opener in hooks.company_openers:
            opener(company, by, at)
    return company


def welcome(company: Company, user: User, role: Role, *, by: Actor, at: datetime) -> Membership:
    """Somebody joins. Inside the company's scope."""
    membership = Membership(company=company, user=user, role=role, started_at=at)
    membership.save(force_insert=True)
    record(Kind.PEOPLE, "person.joined", subject_of(user), by=by, at=at, detail={"role": str(role.label).lower()})
    return membership


def free_slug(name: str) -> str:
    """A short name for commands, unlike any other."""
    base = slugify(name)[:60] or "entreprise"
    number = 1
    while company_by_slug(slug := base if number == 1 else f"{base}-{number}") is not None:
        number += 1
    return slug

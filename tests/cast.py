"""The cast of every test. Alice owns the joinery, Benoît keeps its books, Chloé reads; Driss owns another company: the stranger."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY

from accounts.boundary import scope
from accounts.enums import Role
from accounts.models import Authenticator, Company, Membership, User
from accounts.session_store import SessionStore
from accounts.sessions import PROVEN, stamp
from ledger.actions import open_record
from ledger.entries import Actor

AT = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)  # a Monday, ten past ten in Paris
PASSWORD = "quatre chevaux lents sous la pluie"


@dataclass(frozen=True)
class Person:
    """Somebody of the cast, with their place in one company."""

    user: User
    membership: Membership

    @property
    def company(self) -> Company:
        return self.membership.company

    @property
    def actor(self) -> Actor:
        return Actor("person", self.user.pk, self.user.name)


def make_company(name: str, slug: str) -> Company:
    company = Company(id=uuid4(), name=name, slug=slug, created_at=AT)
    with scope(company):
        company.save(force_insert=True)
        open_record(company.pk)
    return company


def make_person(company: Company, name: str, role: Role) -> Person:
    first = name.split(maxsplit=1)[0].lower().replace("î", "i").replace("é", "e")
    user = User(email=f"{first}@{company.slug}.example", name=name, password="" if role == Role.OWNER else "!", joined_at=AT)
    user.save(force_insert=True)
    with scope(company):
        return Person(user, Membership.objects.create(company=company, user=user, role=role, started_at=AT))


def sign_in(person: Person, *, proven: bool = True) -> Client:
    """A browser that is past both factors, in this person's company; `proven`: a code was asked again just now."""
    client = Client()
    device = Authenticator.objects.filter(user=person.user).first() or Authenticator.objects.create(
        user=person.user, name="Téléphone", sealed_key="", added_at=AT
    )
    session = SessionStore()
    session[SESSION_KEY] = str(person.user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = person.user.get_session_auth_hash()
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session["company"] = str(person.company.pk)
    if proven:
        session[PROVEN] = [stamp(timezone.now()), str(person.user.pk)]
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


@pytest.fixture
def company(db: None) -> Company:
    return make_company("Vasseur Menuiserie", "vasseur")


@pytest.fixture
def other_company(db: None) -> Company:
    return make_company("Garage Driss", "garage")


@pytest.fixture
def alice(company: Company) -> Person:
    return make_person(company, "Alice Martin", Role.OWNER)


@pytest.fixture
def benoit(company: Company) -> Person:
    return make_person(company, "Benoît Leroy", Role.APPROVER)


@pytest.fixture
def sofia(company: Company) -> Person:
    return make_person(company, "Sofia Petit", Role.STEWARD)


@pytest.fixture
def rachid(company: Company) -> Person:
    return make_person(company, "Rachid Noël", Role.REVIEWER)


@pytest.fixture
def chloe(company: Company) -> Person:
    return make_person(company, "Chloé Blanc", Role.GUEST)


@pytest.fixture
def driss(other_company: Company) -> Person:
    return make_person(other_company, "Driss Amari", Role.OWNER)


@pytest.fixture
def inside(company: Company):
    """The test speaks for the joinery, as a request of its people would."""
    with scope(company):
        yield company

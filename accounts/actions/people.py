"""People: how they come in, their name and password, and the end of their sessions."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.actions.factors import remove_all
from accounts.actions.opening import welcome
from accounts.actions.telling import actor_of, subject_of, tell
from accounts.boundary import companies_of, scope
from accounts.enums import Role
from accounts.factors import digest, new_token
from accounts.models import Company, Membership, RememberedDevice, Session, User, WayIn
from accounts.models.user import new_nonce
from accounts.queries import factors_of
from accounts.rules import LINK_LIFE
from ledger.actions import record
from ledger.entries import SERVER, Actor
from ledger.enums import Kind


class AlreadyThere(RuntimeError):
    """This person already works for this company."""


class LastOwner(RuntimeError):
    """A company keeps at least one owner."""


class KnownElsewhere(RuntimeError):
    """A link would open more than this company: this person has come in before, or another company awaits them."""


class LinkSpent(RuntimeError):
    """The link was used or replaced meanwhile."""


@transaction.atomic
def add_person(company: Company, *, email: str, name: str, role: Role, by: Actor, at: datetime) -> tuple[User, str]:
    """A new member; the token of a way in, or "" for somebody who signs in here already. Raises AlreadyThere, KnownElsewhere."""
    user = User.objects.select_for_update().filter(email=email.strip().lower()).first()
    if user and any(company.pk == known for known, _ in companies_of(user)):
        raise AlreadyThere
    known = user is not None and user.has_usable_password()
    if user and not known and by != SERVER and not _is_new_to_all_but(company, user):
        raise KnownElsewhere
    user = user or User.objects.create_user(email=email, name=name, at=at)
    with scope(company):
        welcome(company, user, role, by=by, at=at)
    return user, "" if known else make_way_in(user, WayIn.Purpose.JOIN, by=by, at=at)


@transaction.atomic
def renew_link(membership: Membership, *, by: Actor, at: datetime) -> str:
    """Another first link for a newcomer. Whoever holds it becomes that person everywhere, hence KnownElsewhere."""
    user = User.objects.select_for_update().get(pk=membership.user_id)
    if user.has_usable_password() or not _is_new_to_all_but(membership.company, user):
        raise KnownElsewhere
    return make_way_in(user, WayIn.Purpose.JOIN, by=by, at=at)


def _is_new_to_all_but(company: Company, user: User) -> bool:
    """Never enrolled, and awaited by no other company."""
    return not factors_of(user.pk).has_any and {known for known, _ in companies_of(user)} <= {company.pk}


@transaction.atomic
def make_way_in(user: User, purpose: WayIn.Purpose, *, by: Actor, at: datetime) -> str:
    """A link's token, shown once; it ends the earlier ones."""
    token = new_token()
    WayIn.objects.filter(user=user, used_at=None).delete()
    WayIn.objects.create(user=user, purpose=purpose, token_hash=digest(token), made_at=at, expires_at=at + LINK_LIFE)
    tell(user, Kind.PEOPLE, "person.link_made", by=by, at=at, purpose=str(purpose.label).lower())
    return token


@transaction.atomic
def reset_password(user: User, *, by: Actor, at: datetime) -> str:
    """A link to choose a new password; the old one is void at once, and so are the sessions."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    _close_all(user)
    tell(user, Kind.PEOPLE, "password.reset", by=by, at=at)
    return make_way_in(user, WayIn.Purpose.PASSWORD, by=by, at=at)


@transaction.atomic
def reset_second_factor(user: User, *, by: Actor, at: datetime) -> str:
    """A link to make a new second factor, after the password."""
    remove_all(user, by=by, at=at)
    user.code_failures, user.codes_blocked_until = 0, None
    user.save(update_fields=["code_failures", "codes_blocked_until"])
    _close_all(user)
    return make_way_in(user, WayIn.Purpose.FACTOR, by=by, at=at)


@transaction.atomic
def reset_factor_of(colleague: Membership, *, by: Actor, at: datetime) -> str:
    """The same, asked by an owner of the only company this person works for: what opens others is the server's business.

    Raises KnownElsewhere: another company counts on the factor too, or nobody has come in yet.
    """
    user = User.objects.select_for_update().get(pk=colleague.user_id)
    if not user.has_usable_password() or {known for known, _ in companies_of(user)} != {colleague.company_id}:
        raise KnownElsewhere
    return reset_second_factor(user, by=by, at=at)


@transaction.atomic
def spend_way_in(way: WayIn, *, at: datetime) -> None:
    """The count of the UPDATE decides who used it. Raises LinkSpent."""
    if not WayIn.objects.filter(pk=way.pk, used_at=None, expires_at__gt=at).update(used_at=at):
        raise LinkSpent
    user = User.objects.get(pk=way.user_id)
    tell(user, Kind.PEOPLE, "person.link_used", by=actor_of(user), at=at, purpose=str(way.get_purpose_display()).lower())


@transaction.atomic
def change_password(user: User, hashed: str, *, at: datetime) -> None:
    """Ends every other session, whose key is made of the password and the nonce, and what was sent to change the one before."""
    user.password = hashed
    user.save(update_fields=["password"])
    _close_all(user)
    WayIn.objects.filter(user=user, purpose=WayIn.Purpose.PASSWORD, used_at=None).delete()
    tell(user, Kind.PEOPLE, "password.changed", by=actor_of(user), at=at)


@transaction.atomic
def rename(user: User, name: str, *, at: datetime) -> None:
    """The record keeps both names."""
    before, user.name = User.objects.select_for_update().get(pk=user.pk).name, name
    if before == name:
        return
    user.save(update_fields=["name"])
    tell(user, Kind.PEOPLE, "person.renamed", by=actor_of(user), at=at, before=before)


@transaction.atomic
def end_sessions(user: User, *, by: Actor, at: datetime) -> None:
    """« Se déconnecter partout »."""
    _close_all(user)
    tell(user, Kind.PEOPLE, "person.sessions_ended", by=by, at=at)


@transaction.atomic
def end_session(user: User, number: UUID, *, at: datetime) -> None:
    """One of their own. Nothing happens to a session that has ended, or that is of somebody else."""
    mine = Session.objects.filter(user=user, number=number)
    if (session := mine.first()) and mine.delete()[0]:
        tell(user, Kind.PEOPLE, "person.session_ended", by=actor_of(user), at=at, device=session.device or "appareil inconnu")


@transaction.atomic
def end_other_sessions(user: User, *, but: str, at: datetime) -> None:
    """All their sessions, and sign-ins begun, but the row of this name (`row_key` of the session)."""
    if Session.objects.filter(user=user).exclude(session_key=but).delete()[0]:
        tell(user, Kind.PEOPLE, "person.other_sessions_ended", by=actor_of(user), at=at)


def _close_all(user: User) -> None:
    """A new nonce ends them; their rows say nothing any more, and no browser comes in without a code."""
    user.session_nonce = new_nonce()
    user.save(update_fields=["session_nonce"])
    Session.objects.filter(user=user).delete()
    RememberedDevice.objects.filter(user=user).delete()


@transaction.atomic
def change_role(membership: Membership, role: Role, *, by: Actor, at: datetime) -> None:
    """Inside the company's scope. Raises LastOwner."""
    before = Role(membership.role)
    if before == role:
        return
    _keep_an_owner(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    detail = {"before": str(before.label).lower(), "after": str(role.label).lower()}
    record(Kind.PEOPLE, "person.role_changed", subject_of(membership.user), by=by, at=at, detail=detail)


@transaction.atomic
def end_membership(membership: Membership, *, by: Actor, at: datetime) -> None:
    """They see nothing of the company from the next page on; with no company left, their sessions and links end too. Inside its scope.
    Raises LastOwner."""
    _keep_an_owner(membership)
    if not Membership.objects.of(membership.company).current().filter(pk=membership.pk).update(ended_at=at):
        return
    record(Kind.PEOPLE, "person.left", subject_of(membership.user), by=by, at=at)
    if not companies_of(membership.user):
        _close_all(membership.user)
        WayIn.objects.filter(user=membership.user, used_at=None).delete()


def is_last_owner(member: Membership) -> bool:
    """Would nobody be left who can come in and manage the company? An owner who never came in does not count: their link may be lost."""
    return _is_last(member, list(_owners(member)))


def _keep_an_owner(leaving: Membership) -> None:
    """The owners' rows are locked: two owners who leave at once wait for each other."""
    if _is_last(leaving, list(_owners(leaving).select_for_update(of=("self",)))):
        raise LastOwner


def _owners(of: Membership) -> QuerySet[Membership]:
    return Membership.objects.of(of.company).current().filter(role=Role.OWNER).select_related("user").order_by("pk")


def _is_last(leaving: Membership, owners: list[Membership]) -> bool:
    others = [owner for owner in owners if owner.pk != leaving.pk]
    return len(others) < len(owners) and not any(owner.user.is_active and owner.user.has_usable_password() for owner in others)

"""What the apps above ask where somebody is given a role (accounts.hooks.role_questions): shown with the role, kept with it."""

from datetime import datetime
from typing import Any

from accounts.enums import Role
from accounts.hooks import RoleQuestion, role_questions
from accounts.models import Company, Membership


class RoleAnswers:
    """The questions of every role; only those of the role chosen are read. `but`: the role the person has already."""

    def __init__(self, company: Company, data: Any, but: Role | None = None) -> None:
        self.asked: list[tuple[RoleQuestion, Any]] = [(one, one.form(company, data)) for one in role_questions if one.role != but]

    def are_valid(self, role: str) -> bool:
        """What was answered about this role; the other questions count for nothing."""
        self.asked = [(question, form) for question, form in self.asked if question.role == role]
        return all(form.is_valid() for _question, form in self.asked)

    def keep(self, membership: Membership, *, by: Membership, at: datetime) -> None:
        """After are_valid, and after the role is given."""
        for question, form in self.asked:
            question.keep(membership, form, by=by, at=at)


def pages_of(membership: Membership) -> list[tuple[str, str]]:
    """(address, label) of where each answer is changed."""
    return [question.page_of(membership) for question in role_questions if question.role == membership.role]

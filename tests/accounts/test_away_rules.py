"""Who may be away, when, and who may do their part: the sentences an owner reads."""

from datetime import date
from uuid import UUID

import pytest

from accounts.enums import Role
from accounts.rules import Away, Someone, may_stand_in, why_not_away

TODAY = date(2026, 11, 23)
ALICE = Someone(UUID(int=1), "Alice Martin", Role.OWNER)
BENOIT = Someone(UUID(int=2), "Benoît Leroy", Role.APPROVER)
SOFIA = Someone(UUID(int=3), "Sofia Petit", Role.STEWARD)
RACHID = Someone(UUID(int=4), "Rachid Noël", Role.REVIEWER)
CHLOE = Someone(UUID(int=5), "Chloé Blanc", Role.APPROVER)


def away(who: Someone, stand_in: Someone, first: int, last: int) -> Away:
    return Away(who, stand_in, date(2026, 12, first), date(2026, 12, last))


@pytest.mark.parametrize(
    ("absent", "can"),
    [
        (Role.OWNER, {Role.OWNER, Role.STEWARD, Role.APPROVER}),
        (Role.STEWARD, {Role.OWNER, Role.STEWARD}),
        (Role.APPROVER, {Role.OWNER, Role.APPROVER}),
        (Role.REVIEWER, {Role.OWNER, Role.STEWARD, Role.REVIEWER}),
        (Role.GUEST, set(Role)),
    ],
)
def test_whose_role_can_do_the_part_of_whom(absent: Role, can: set[Role]) -> None:
    assert {role for role in Role if may_stand_in(role, absent)} == can


@pytest.mark.parametrize(
    ("asked", "others", "says"),
    [
        (away(BENOIT, CHLOE, 1, 3), [], ""),
        (away(BENOIT, CHLOE, 1, 1), [], ""),
        (Away(BENOIT, CHLOE, TODAY, TODAY), [], ""),
        (Away(BENOIT, CHLOE, date(2026, 11, 22), date(2026, 11, 24)), [], "aujourd’hui ou plus tard"),
        (away(BENOIT, CHLOE, 3, 1), [], "vient avant le premier"),
        (Away(BENOIT, CHLOE, date(2026, 12, 1), date(2062, 12, 3)), [], "Vérifiez l’année"),
        (away(BENOIT, BENOIT, 1, 3), [], "soi-même"),
        (away(BENOIT, RACHID, 1, 3), [], "avec le rôle «\u00a0relecteur (relit et signe)\u00a0», on ne peut pas approuver."),
        (away(SOFIA, BENOIT, 1, 3), [], "on ne peut pas s’occuper des agents"),
        (away(BENOIT, CHLOE, 1, 3), [away(BENOIT, ALICE, 3, 8)], "Une absence est déjà notée pour Benoît Leroy, du 3 au 8\u00a0décembre."),
        (away(BENOIT, CHLOE, 1, 3), [away(BENOIT, ALICE, 4, 8)], ""),
        (away(BENOIT, CHLOE, 1, 3), [away(CHLOE, ALICE, 2, 2)], "Chloé Blanc n’est pas là le 2\u00a0décembre."),
        (away(BENOIT, CHLOE, 1, 3), [away(ALICE, BENOIT, 3, 9)], "Benoît Leroy remplace déjà Alice Martin du 3 au 9\u00a0décembre."),
        (away(BENOIT, CHLOE, 1, 3), [away(ALICE, CHLOE, 1, 3)], ""),
        (away(BENOIT, CHLOE, 1, 3), [away(SOFIA, ALICE, 1, 3)], ""),
    ],
)
def test_an_absence_is_refused_with_the_reason(asked: Away, others: list[Away], says: str) -> None:
    said = why_not_away(asked, others, TODAY)
    assert says in said
    assert bool(said) == bool(says)

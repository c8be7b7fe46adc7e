"""The points of a review of rights, from an inventory and a journal: every right once, what stands out first, then accounts."""

from datetime import timedelta

import pytest

from accounts.boundary import scope
from inventory.enums import Ownership, SignIn, Verb
from inventory.models import Connection, ConnectionUse, Permission
from reviews.enums import Code
from reviews.rights import rights_points
from tests.alerts.conftest import look, paid, tell
from tests.cast import AT, Person
from tests.register import rows

pytestmark = pytest.mark.django_db
LONG_AGO = AT - timedelta(days=200)


def account(alice: Person, **more: object) -> Connection:
    return Connection.objects.create(company=alice.company, service="Maileva", opened_at=LONG_AGO, **more)


def test_every_right_once_what_stands_out_first(alice: Person) -> None:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Relance", LONG_AGO)
        calm = rows.right(agent, LONG_AGO, Verb.SEND, "Messages Gmail")
        calm.reason, calm.is_endless, calm.until = "Il relance", False, AT.date() + timedelta(days=300)
        calm.save()
        reads = rows.right(agent, LONG_AGO, Verb.READ, "Factures")
        shared = account(alice, ownership=Ownership.ADMIN, has_second_factor=True)
        admin = Permission.objects.create(
            company=alice.company, agent=agent, connection=shared, verb=Verb.SEND, resource="Tous les courriers", granted_at=LONG_AGO
        )
        tell(agent, paid(1, type="message.send", tool="gmail.send", amount_cents=None, account=""))
        tell(agent, paid(2, type="file.delete", tool="fichiers.supprimer", amount_cents=None, account=""))
        look(agent)
        points = rights_points(alice.company, None, at=AT)
    assert [(point.permission, point.tone) for point in points] == [(reads.pk, "stop"), (admin.pk, "stop"), (calm.pk, "info")]
    assert points[0].facts["flags"] == ["writes", "never", "no-reason", "no-end"]
    assert points[1].facts["flags"] == ["admin", "never", "broad", "no-reason", "no-end"]
    assert (points[2].facts["times"], points[2].facts["flags"]) == (1, [])


def test_secrets_to_change_and_accounts_to_protect_come_last(alice: Person) -> None:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Relance", LONG_AGO)
        old = account(alice, rotated_on=LONG_AGO.date(), rotation_days=90, sign_in=SignIn.KEY)
        bare = account(alice, identifier="b", sign_in=SignIn.PASSWORD, has_second_factor=False)
        for one in (old, bare):
            ConnectionUse.objects.create(company=alice.company, agent=agent, connection=one)
        account(alice, identifier="nobody uses it", sign_in=SignIn.PASSWORD)
        points = rights_points(alice.company, None, at=AT)
    assert [(point.code, point.connection) for point in points] == [(Code.SECRET, old.pk), (Code.FACTOR, bare.pk)]
    assert points[0].facts["agents"] == ["Relance"]


def test_one_agent_can_be_reviewed_alone(alice: Person) -> None:
    with scope(alice.company):
        one, other = (rows.agent(alice.company, name, LONG_AGO) for name in ("Relance", "Facturier"))
        for agent in (one, other):
            rows.right(agent, LONG_AGO)
        assert {point.agent for point in rights_points(alice.company, [one], at=AT)} == {one.pk}
        assert len(rights_points(alice.company, None, at=AT)) == 2

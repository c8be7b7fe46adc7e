"""An agent with its rights, and a watch that looks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from alerts.actions.watching import watch
from alerts.models import Alert
from inventory.enums import Verb
from inventory.models import Agent
from journal.actions.intake import report
from journal.enums import Source
from journal.rules.reported import Reported
from tests.cast import Person
from tests.register import rows

AT = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)  # a Friday
IBAN = "FR7630006000011234567890189"
NOW = datetime.now(UTC) + timedelta(minutes=1)  # rows are recorded by the database's own clock
Look = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def agent(alice: Person, inside: Any) -> Agent:
    made = rows.agent(alice.company, "Facturier", AT)
    for verb in Verb:
        rows.right(made, AT, verb)
    return made


def paid(number: int = 1, at: datetime = AT, **more: Any) -> Reported:
    values: dict[str, Any] = {
        "key": UUID(int=number), "occurred_at": at, "type": "payment", "tool": "creer_virement", "payee": "Lebrun", "account": IBAN,
        "amount_cents": 1840_00, "currency": "EUR",
    }  # fmt: skip
    return Reported(**(values | more))


def tell(agent: Agent, *told: Reported, source: Source = Source.API, **more: Any) -> None:
    report(agent, list(told), source, **more)


def look(agent: Agent, at: datetime = NOW) -> list[str]:
    """Watch to the end; the codes that stand, in the order they were raised."""
    while watch(agent.company, at=at):
        pass
    return [alert.code for alert in Alert.objects.of(agent.company).order_by("happened_at", "code")]

"""The table of moves and the database say the same; what was asked never changes."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from approvals.actions.asking import ask
from approvals.enums import RequestState
from approvals.models import ApprovalRequest
from approvals.rules.lifecycle import TRANSITIONS
from inventory.models import Agent
from tests.approvals.test_requests import AT, agent, asked
from tests.cast import Person

__all__ = ["agent"]
FIXED = {
    "tool": "autre",
    "payee": "Autre",
    "amount_cents": 1,
    "sent_as": "autre",
    "expires_at": AT + timedelta(days=9),
    "digest": b"0" * 32,
}


@pytest.fixture
def request_(alice: Person, agent: Agent) -> ApprovalRequest:
    return ask(agent, asked(reference=""), at=AT)  # without a reference a person is always asked


def may(request: ApprovalRequest, **changed: Any) -> bool:
    try:
        with transaction.atomic():
            return ApprovalRequest.objects.of(request.company).filter(pk=request.pk).update(**changed) == 1
    except IntegrityError:
        return False


def stands(request: ApprovalRequest, start: RequestState, end: RequestState) -> bool:
    """May it go from the one to the other? Undone."""
    road = {RequestState.PENDING: [], RequestState.CONSUMED: [RequestState.APPROVED, start]}.get(start, [start])
    with transaction.atomic():
        assert all(may(request, state=step) for step in road)
        went = may(request, state=end)
        transaction.set_rollback(True)
    return went


def test_the_database_allows_the_moves_of_the_table_and_no_other(request_: ApprovalRequest) -> None:
    assert {pair for pair in permutations(RequestState, 2) if stands(request_, *pair)} == set(TRANSITIONS)


@pytest.mark.parametrize("column", FIXED)
def test_what_was_asked_stays(request_: ApprovalRequest, column: str) -> None:
    assert not may(request_, **{column: FIXED[column]})


def test_no_demand_is_deleted(request_: ApprovalRequest) -> None:
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        ApprovalRequest.objects.of(request_.company).filter(pk=request_.pk).delete()

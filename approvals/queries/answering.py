"""What an answer to a demand asks of the database, in plain SQL: whoever waits for it waits for each of these."""

from uuid import UUID

from accounts.models import Company
from approvals.models import ApprovalRequest
from inventory.models import Agent
from lib.made import columns, made, width
from lib.prepared import rows

ASKED = f"""select {columns(ApprovalRequest, "r")}, {columns(Agent, "a")} from approvals_approvalrequest r
join inventory_agent a on a.id = r.agent_id where r.company_id = %s and r.id = %s"""  # noqa: S608
# The demand alone: with its agent and company, whoever asks at this very moment would wait for us, and we for them.
LOCKED = f"{ASKED} for update of r"
CALLS_BACK = "select bool_or(asks_call_back) from approvals_limit where company_id = %s and id = any(%s)"
SAID = """select from approvals_decision d join accounts_membership m on m.id = d.membership_id
where d.company_id = %s and d.request_id = %s and d.facts_number = %s and m.user_id = %s"""
END = """update approvals_approvalrequest set state = %s, reason = %s, decided_at = %s, comment = %s, may_ask_again = %s,
grant_expires_at = %s, limits = %s where company_id = %s and id = %s returning id"""


def demand(company: Company, request: UUID) -> ApprovalRequest | None:
    """With its agent."""
    return next((_request(company, row) for row in rows(ASKED, [company.pk, request])), None)


def lock(request: ApprovalRequest) -> ApprovalRequest:
    """As it stands now, kept from other writers until the transaction ends. Raises DoesNotExist."""
    for row in rows(LOCKED, [request.company_id, request.pk]):
        return _request(request.company, row)
    raise ApprovalRequest.DoesNotExist


def calls_back(request: ApprovalRequest) -> bool:
    """Does a limit that it meets ask for a call to the payee?"""
    return bool(request.met) and bool(rows(CALLS_BACK, [request.company_id, request.met])[0][0])


def has_answered(request: ApprovalRequest, user: UUID) -> bool:
    """This human being, to the facts of now: whoever left and came back is the same."""
    return bool(rows(SAID, [request.company_id, request.pk, request.facts_number, user]))


def keep_end(request: ApprovalRequest) -> None:
    """What an answer changes of the row."""
    end = [request.state, request.reason, request.decided_at, request.comment, request.may_ask_again, request.grant_expires_at]
    rows(END, [*end, request.limits, request.company_id, request.pk])


def _request(company: Company, row: tuple[object, ...]) -> ApprovalRequest:
    request = made(ApprovalRequest, row[: width(ApprovalRequest)])
    request.agent = made(Agent, row[width(ApprovalRequest) :])
    request.company = request.agent.company = company
    return request

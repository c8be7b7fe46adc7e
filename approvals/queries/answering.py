"""What an answer to a demand asks of the database, in plain SQL: whoever waits for it waits for each of these."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from accounts.models import Company, Membership
from accounts.who import holds_person, person_among
from approvals import markers
from approvals.enums import RequestState
from approvals.models import ApprovalRequest
from approvals.queries.hot import KNOWN, STANDS, Ground, asks_rules, ground_among, whom
from approvals.queries.risks import asked_in
from approvals.queries.stops import Stance, stance
from approvals.queries.weighing import Ahead, Case, asks_past
from approvals.rules import asked as demands
from inventory.models import Agent
from lib.made import columns, made, width
from lib.prepared import PLANNED_ONCE, Asked, Row, rows, rows_of_each

ASKED = f"""select {columns(ApprovalRequest, "r")}, {columns(Agent, "a")} from approvals_approvalrequest r
join inventory_agent a on a.id = r.agent_id where r.company_id = %s and r.id = %s"""  # noqa: S608
# The demand alone: with its agent and company, whoever asks at this very moment would wait for us, and we for them.
LOCKED = f"{ASKED} for update of r"
CALLS_BACK = "select bool_or(asks_call_back) from approvals_limit where company_id = %s and id = any(%s)"
# This human being, to the facts of now: whoever left and came back is the same.
SAID = """exists (select from approvals_decision d join accounts_membership m on m.id = d.membership_id
join approvals_approvalrequest r on r.company_id = d.company_id and r.id = d.request_id and r.facts_number = d.facts_number
where d.company_id = %(company)s and d.request_id = %(request)s and m.user_id = %(user)s)"""
BEHIND = f"select {KNOWN}, {STANDS}, {SAID}"  # what is read behind the locks
DECIDERS = """select d.request_id, u.name from approvals_decision d join accounts_membership m on m.id = d.membership_id
join accounts_user u on u.id = m.user_id where d.company_id = %s and d.request_id = any(%s) order by d.at, d.id"""
READ = f"""select {columns(ApprovalRequest, "r")}, array(select u.name from approvals_decision d
join accounts_membership m on m.id = d.membership_id join accounts_user u on u.id = m.user_id
where d.company_id = r.company_id and d.request_id = r.id order by d.at, d.id)
from approvals_approvalrequest r where r.company_id = %s and r.id = %s"""  # noqa: S608
END = """update approvals_approvalrequest set state = %s, reason = %s, decided_at = %s, comment = %s, may_ask_again = %s,
grant_expires_at = %s, limits = %s where company_id = %s and id = %s"""

MOST_GROUNDS = 500
_grounds: dict[tuple[UUID, UUID], Ground] = {}  # by company and agent, when it was last answered here: what is read says whether it holds


def demand(company: Company, request: UUID) -> ApprovalRequest | None:
    """With its agent."""
    return demand_among(rows(*asks_demand(company.pk, request)), company)


def asks_demand(company: UUID, request_id: UUID) -> Asked:
    """The same, for who asks it with others."""
    return ASKED, [company, request_id]


def demand_among(found: Iterable[Row], company: Company) -> ApprovalRequest | None:
    """And its answer."""
    return next((_request(company, row) for row in found), None)


@dataclass(frozen=True)
class Held:
    """Who answers and what is answered, kept from other writers until the transaction ends, and what was read behind those locks: where the
    agent stands, the ground on which the demand is weighed, whether this human being has answered what is known now, and the past of its
    payee, when the ground was guessed."""

    person: Membership
    demand: ApprovalRequest
    stance: Stance
    ground: Ground
    has_answered: bool
    ahead: Ahead | None


def lock(request: ApprovalRequest, by: Membership, at: datetime) -> Held | None:
    """The person, then the demand, as they stand now; nothing once the person has left. One round trip. Raises DoesNotExist. Until the
    transaction ends, what is asked is planned at the first click, not at each of the first five."""
    company, asked = request.company, asked_in(request)
    waiting = markers.of_company(company.pk)  # before the rows, as wherever stops are read
    questions: dict[str, Asked] = {"once": (PLANNED_ONCE, []), "person": holds_person(company, by)}
    behind = whom(company.pk, request.agent_id, request.payee_mark, asked.payee)  # whose agent it is, and who would be paid, never changes
    questions |= {"demand": (LOCKED, [company.pk, request.pk]), "rules": asks_rules(company.pk, request.agent_id)}
    questions["known"] = BEHIND, behind | {"request": request.pk, "user": by.user_id}
    past = _past_guessed(request, asked, at)
    found = rows_of_each(questions | past)
    if (person := person_among(found["person"], company, by)) is None:
        return None
    if not found["demand"]:
        raise ApprovalRequest.DoesNotExist
    demand = _request(company, found["demand"][0])
    [(*_, state, stops, has_answered)] = found["known"]
    ground = _remembered(demand, ground_among(found))
    return Held(person, demand, stance(demand.agent, waiting, state, stops), ground, has_answered, Ahead(past, found) if past else None)


def _past_guessed(request: ApprovalRequest, asked: demands.Asked, at: datetime) -> dict[str, Asked]:
    """What there was with its payee, when the limits are those of the last answer; nothing of a demand that was answered already."""
    ground = _grounds.get((request.company_id, request.agent_id))
    if ground is None or request.state != RequestState.PENDING:
        return {}
    request.agent.company = request.company  # or it would be asked for
    return asks_past(Case(request.agent, asked, request.payee_mark, ground, at, request))


def _remembered(request: ApprovalRequest, ground: Ground) -> Ground:
    """For the next guess: the same limits, the same tool, and a payee with one account."""
    if len(_grounds) >= MOST_GROUNDS:
        _grounds.clear()
    word = {tool: found for tool in (request.tool,) if (found := ground.words.get(tool))}
    _grounds[request.company_id, request.agent_id] = replace(ground, alike=[], words=word)
    return ground


def calls_back(request: ApprovalRequest) -> bool:
    """Does a limit that it meets ask for a call to the payee?"""
    return bool(request.met) and bool(rows(CALLS_BACK, [request.company_id, request.met])[0][0])


def asks_demand_and_deciders(company: UUID, request_id: UUID) -> Asked:
    """The same, and who answered it, the first one first: an agent waits for it."""
    return READ, [company, request_id]


def demand_and_deciders_among(found: Iterable[Row], agent: Agent) -> tuple[ApprovalRequest | None, list[str]]:
    """And its answer; nothing of another agent's."""
    for *row, deciders in found:
        request = made(ApprovalRequest, tuple(row))
        if request.agent_id == agent.pk:
            request.agent, request.company = agent, agent.company
            return request, deciders
    return None, []


def deciders_of(company: UUID, requests: Iterable[ApprovalRequest]) -> dict[UUID, list[str]]:
    """Who answered each, the first one first."""
    return _by_request(rows(DECIDERS, [company, [request.pk for request in requests]]))


def _by_request(found: Iterable[Row]) -> dict[UUID, list[str]]:
    names: dict[UUID, list[str]] = defaultdict(list)
    for request, name in found:
        names[request].append(name)
    return names


def end_of(request: ApprovalRequest) -> Asked:
    """What an answer changes of the row, to be written."""
    end = [request.state, request.reason, request.decided_at, request.comment, request.may_ask_again, request.grant_expires_at]
    return END, [*end, request.limits, request.company_id, request.pk]


def _request(company: Company, row: tuple[object, ...]) -> ApprovalRequest:
    request = made(ApprovalRequest, row[: width(ApprovalRequest)])
    request.agent = made(Agent, row[width(ApprovalRequest) :])
    request.company = request.agent.company = company
    return request

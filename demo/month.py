"""The five weeks before: what the sample agents did, asked and were told, through the product’s own doors."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from accounts.models import Company, Membership
from api.actions import keys
from api.actions.seeing import seen
from api.enums import Scope
from api.models import AgentKey
from api.v1.approvals import asked_of
from approvals.actions.asking import ask, spend
from approvals.actions.deciding import Answered, decide
from approvals.actions.limiting import Wished, set_limit
from approvals.enums import Measure, RequestState
from approvals.models import ApprovalRequest, Limit
from inventory.models import Agent
from inventory.rules.days import company_day
from journal.actions.intake import report
from journal.enums import Source
from journal.rules.reported import Reported, key_of

FILE = Path(__file__).parent / "month.yaml"
DAYS = 35
WORKING = range(5)

Told = dict[str, Any]


def live(company: Company, owner: Membership, *, at: datetime) -> None:
    """Keys seen, a journal, demands answered and demands that wait. Inside the company's scope."""
    said: Told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    agents = {agent.name: agent for agent in Agent.objects.of(company).select_related("company")}
    opened = {one["name"]: _key(agents[one["name"]], one["address"], owner, at) for one in said["agents"]}
    days = _working_days(company, at)
    for one in said["agents"]:
        agent = agents[one["name"]]
        told = [*_done(one, company, days), *_paid(one, said["payees"], agent, opened[agent.name], owner, days[:-1])]
        past = sorted((action for action in told if action.occurred_at < at), key=lambda action: action.occurred_at)
        report(agent, past, Source.API)
    _set_limits(agents["Relances clients"], agents["Prise de rendez-vous"], owner, at)
    for one in said["answered"]:
        _answer(one, agents[one["agent"]], opened[one["agent"]], owner, at)
    for number, one in enumerate(said["waiting"]):
        agent = agents[one["agent"]]
        ask(agent, asked_of({"action": one["action"]}, f"demo-{number}", opened[agent.name].pk), at=at - timedelta(minutes=one["minutes"]))


def _key(agent: Agent, address: str, by: Membership, at: datetime) -> AgentKey:
    """A key that nobody holds: it is shown to no one."""
    keys.make(agent, list(Scope), by=by, at=at)
    key = AgentKey.objects.of(agent.company).get(agent=agent)
    seen(key.pk, agent, address=address, at=at - timedelta(minutes=7))
    return key


def _set_limits(sender: Agent, planner: Agent, by: Membership, at: datetime) -> None:
    """One of the owner's own, and one in the place of a template's."""
    quiet = Wished(Measure.HOURS, agent=sender, type="message.send", starts=time(7), ends=time(20), days=(1, 2, 3, 4, 5, 6))
    set_limit(sender.company, quiet, by=by, at=at)
    held = Limit.objects.of(planner.company).current().select_related("agent", "company").get(agent=planner, kind="annulation")
    fewer = Wished(Measure.COUNT, agent=planner, type=held.type, kind=held.kind, value=2)
    set_limit(planner.company, fewer, by=by, at=at, instead_of=held)


def _working_days(company: Company, at: datetime) -> list[date]:
    today = company_day(at, company.time_zone)
    days = [today - timedelta(days=ago) for ago in range(DAYS, -1, -1)]
    return [day for day in days if day.weekday() in WORKING]


def _moments(said: Told, company: Company, days: list[date]) -> Iterator[tuple[int, datetime]]:
    """When it happened, and which time it was."""
    hour, zone = time.fromisoformat(said["at"]), ZoneInfo(company.time_zone)
    for number, day in enumerate(days[:: said["every"]]):
        yield number, datetime.combine(day, hour, zone) + timedelta(seconds=number * 37 % 50)


def _done(one: Told, company: Company, days: list[date]) -> Iterator[Reported]:
    for line, said in enumerate(one["does"]):
        amounts = [int(amount.replace(".", "")) for amount in said.get("amounts", ())]
        for number, when in _moments(said, company, days):
            cents = amounts[number % len(amounts)] if amounts else None
            yield Reported(
                key_of("demo", one["name"], str(line), str(number)),
                when,
                said["type"],
                tool=said["tool"],
                target=said["target"],
                amount_cents=cents,
                currency="EUR" if amounts else "",
                outcome=said.get("outcome", "done"),
            )


def _paid(one: Told, payees: Told, agent: Agent, key: AgentKey, by: Membership, days: list[date]) -> Iterator[Reported]:
    """Oldest first: a payee is new once. Not on the last day, which may be today and not over."""
    listed = [(when, number, said) for said in one.get("pays", ()) for number, when in _moments(said, agent.company, days)]
    for when, number, said in sorted(listed, key=lambda each: each[0]):
        whom, amount = payees[said["to"]], said["amounts"][number % len(said["amounts"])]
        reference = f"{said['to'][:3].upper()}-{number + 101}"
        action = {"type": "payment", "tool": "creer_virement", "kind": "facture", "payee": {**whom, "reference": reference}}
        action["amount"] = {"value": amount, "currency": "EUR"}
        made = ask(agent, asked_of({"action": action}, f"demo-{reference}", key.pk), at=when)
        if made.state == RequestState.PENDING:
            made = _decided(made, by, when + timedelta(minutes=18), is_yes=True)
        spend(agent, made.pk, bytes(made.digest), at=when + timedelta(minutes=19))
        yield Reported(
            key_of("demo", reference),
            when + timedelta(minutes=19, seconds=2),
            "payment",
            tool="creer_virement",
            payee=whom["name"],
            account=whom["account"],
            amount_cents=int(amount.replace(".", "")),
            currency="EUR",
            approval_id=made.pk,
        )


def _answer(said: Told, agent: Agent, key: AgentKey, by: Membership, at: datetime) -> None:
    when = at - timedelta(days=said["days"])
    made = ask(agent, asked_of({"action": said["action"]}, f"demo-{said['days']}", key.pk), at=when)
    decided = _decided(made, by, when + timedelta(minutes=40), is_yes=said["is_yes"], comment=said["comment"])
    if said["is_yes"]:
        spend(agent, decided.pk, bytes(decided.digest), at=when + timedelta(minutes=41))


def _decided(made: ApprovalRequest, by: Membership, at: datetime, *, is_yes: bool, comment: str = "") -> ApprovalRequest:
    answered = Answered(is_yes, bytes(made.digest), made.facts_number, comment, has_code=True, has_called_back=is_yes)
    return decide(made, answered, by=by, at=at)

"""Companies with their owner, twenty limits, and agents with keys, as JSON on standard output; and the table of the bare view."""

import json
import sys
from typing import Any

import django

FLOOR = """create table if not exists load_floor (id bigint generated always as identity primary key,
  at timestamptz not null, said text not null);
grant insert, select on load_floor to gf_app"""
SOLD = ("quote", "invoice", "credit")  # an amount that nobody tells passes every limit on amounts
TYPES = (*SOLD, "message.send", "post.publish", "record.modify", "file.modify", "file.delete", "data.export")


def main(companies: int, agents: int) -> None:
    django.setup()
    from django.utils import timezone

    from accounts.enums import Role
    from tests.accounts.journeys import give_factors
    from tests.cast import make_company, make_person
    from tests.database import owner as superuser

    with superuser("gardefou") as admin:
        admin.execute(FLOOR)
    at, told = timezone.now(), []
    for number in range(companies):
        person = make_person(make_company(f"Charge {number}", f"charge-{number}"), "Alice Martin", Role.OWNER)
        key, codes = give_factors(person, at=at)
        made = _agents(person, agents, at)
        told.append({"email": person.user.email, "key": key, "codes": codes, "company": str(person.company.pk), "agents": made})
    print(json.dumps(told))  # noqa: T201


def _agents(person: Any, many: int, at: Any) -> list[dict[str, str]]:
    from accounts.boundary import scope
    from api.actions import keys
    from api.enums import Scope
    from approvals.enums import Answer, Measure
    from approvals.models import Limit
    from inventory.enums import State, Verb
    from inventory.models import Agent, AgentState, Permission

    told, same = [], {"company": person.company}
    with scope(person.company):
        said = [("payment", Measure.AMOUNT, 1000_00), ("payment", Measure.WEEK_PAYEE, 10**12)]
        said += [
            (kind, measure, 10**6) for kind in TYPES for measure in (Measure.AMOUNT if kind in SOLD else Measure.COUNT, Measure.DAY_COUNT)
        ]
        for kind, measure, value in said:
            Limit.objects.create(**same, type=kind, measure=measure, value=value, answer=Answer.ASK, set_at=at)
        for number in range(many):
            agent = Agent.objects.create(**same, name=f"Agent {number}", purpose="Charge", declared_at=at, changed_at=at)
            AgentState.objects.create(**same, agent=agent, state=State.ACTIVE, at=at)
            for verb in Verb:  # what it does under load is its ordinary work
                Permission.objects.create(**same, agent=agent, verb=verb, resource="Son travail", is_endless=True, granted_at=at)
            told.append({"id": str(agent.pk), "key": keys.make(agent, list(Scope), by=person.membership, at=at)})
    return told


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

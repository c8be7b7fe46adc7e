"""People, agents and a mail server in a stack that runs, as JSON on standard output. Stays apart: it speaks to the stack's database."""

import json
import sys

import django


def main(count: int) -> None:
    django.setup()
    from django.utils import timezone

    from accounts.boundary import scope
    from accounts.enums import Role
    from accounts.models import User
    from inventory.enums import State
    from inventory.models import Agent, AgentState
    from tests.accounts.journeys import give_factors
    from tests.cast import make_company, make_person

    at = timezone.now()
    company = make_company("Course", "course")
    told = []
    for number in range(count):
        person = make_person(company, f"Personne{number} Martin", Role.OWNER)
        key, codes = give_factors(person, at=at)
        with scope(company):
            agent = Agent.objects.create(company=company, name=f"Agent {number}", purpose="Essai", declared_at=at, changed_at=at)
            AgentState.objects.create(company=company, agent=agent, state=State.ACTIVE, at=at)
        email = User.objects.get(pk=person.user.pk).email
        told.append({"email": email, "key": key, "codes": codes, "agent": str(agent.pk), "company": str(company.pk)})
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))

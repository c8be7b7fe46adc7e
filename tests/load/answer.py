"""Answers demands one by one, as the desk's page does: ids on standard input, and for each, when it began and when it was committed."""

import sys
import time
from datetime import UTC, datetime

import django


def main(company: str) -> None:
    django.setup()
    from accounts.boundary import scope
    from accounts.models import Membership
    from approvals.actions.deciding import Answered, decide
    from approvals.models import ApprovalRequest

    for word in sys.stdin:
        with scope(company):
            by = Membership.objects.select_related("user", "company").get(company_id=company)
            made = ApprovalRequest.objects.of(by.company).get(pk=word.strip())
        begun = time.monotonic_ns()
        with scope(company):
            decide(made, Answered(True, bytes(made.digest), made.facts_number), by=by, at=datetime.now(UTC))
        print(word.strip(), begun, time.monotonic_ns(), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])

"""What share of what is asked of an agent, or of an account, is answered: the rules of « Ce qu’il manque » asked of empty values.

A point is a question the rules would ask if nobody had said anything, or one they ask now; it is filled when nothing is missing there.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from uuid import UUID

from inventory.rules.gaps import Missing
from inventory.rules.missing import AccountFacts, AgentFacts, account_gaps, missing_of_agent
from lib.share import Share, share_of, unsaid

Key = tuple[str, UUID | None]
NOWHERE: frozenset[str] = frozenset()


def share_of_agent(agent: AgentFacts, missing: Iterable[Missing], today: date, elsewhere: frozenset[str] = NOWHERE) -> Share:
    """`missing`: what is missing now. Its rights, accounts and processings count as many points as they are, but those of the places
    told `elsewhere`."""
    bare = replace(unsaid(agent), questions=(), processings=tuple(replace(one, proposed=1) for one in agent.processings))
    return share_of(
        _asked_of_any(today) | _keys(gap for gap in missing_of_agent(bare, today) if gap.place not in elsewhere), _keys(missing)
    )


def share_of_account(account: AccountFacts, missing: Iterable[Missing], today: date) -> Share:
    """The same for one account."""
    return share_of(_keys(account_gaps(unsaid(account), today)), _keys(missing))


@lru_cache(maxsize=4)
def _asked_of_any(today: date) -> frozenset[Key]:
    return _keys(missing_of_agent(AgentFacts(), today))


def _keys(gaps: Iterable[Missing]) -> frozenset[Key]:
    return frozenset((gap.code, gap.target) for gap in gaps)

"""What is plainly unusual raises an alert at once: the last seven days are held against the usual, every ten minutes at most.

Once an agent, a family and any seven days: the days behind an alert have left the window when the next one may come.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from accounts.models import Company
from alerts.actions.raising import raise_all
from alerts.models import Alert, Watched
from alerts.queries.late import weeks_told_late
from alerts.queries.unusual import unusual
from alerts.rules.codes import GRAVE
from alerts.rules.live import KINDS, code_of, kept
from alerts.rules.seen import Finding
from alerts.rules.unusual.found import Unusual
from inventory.rules.days import company_day
from journal.rules.reported import key_of

PAUSE = timedelta(minutes=10)  # between two comparisons of a company that goes on telling
SILENT = timedelta(days=1)  # of one that tells nothing: a silence is an alert too
WEEK = timedelta(weeks=1)
TO_COMPARE = "select company from gf_companies_to_compare(%(pause)s, %(silent)s)"
Place = tuple[UUID, str]


def to_compare(at: datetime) -> list[UUID]:
    """Companies that told something new since they were compared, or nothing for a day. One query, before any company is chosen."""
    with connection.cursor() as cursor:
        cursor.execute(TO_COMPARE, {"pause": at - PAUSE, "silent": at - SILENT})
        return [row[0] for row in cursor.fetchall()]


def compare(company: Company, *, at: datetime) -> int:
    """How many alerts are new. Inside the company's scope, one transaction. Somebody else did it meanwhile: none.

    What is read is read before anything is held, so that the watch waits for nobody."""
    mine = Watched.objects.of(company).filter(due(at)).first()
    if mine is None:
        return 0
    found = [*_news(company, at), *_late(company, mine.compared_seq, at)]
    claimed = (
        Watched.objects.of(company).filter(pk=mine.pk, compared_at=mine.compared_at).update(compared_at=at, compared_seq=mine.acted_seq)
    )
    return raise_all(company, list(_findings(company, found, at)), at=at) if claimed else 0


def due(at: datetime) -> Q:
    """As gf_companies_to_compare."""
    news = Q(acted_seq__gt=F("compared_seq")) & (Q(compared_at=None) | Q(compared_at__lte=at - PAUSE))
    return news | Q(acted_seq__gte=0, compared_at__lte=at - SILENT)


def _told(company: Company, at: datetime) -> dict[Place, datetime | None]:
    """What was told of whom in the last seven days, and when a person answered. One query."""
    rows = Alert.objects.of(company).filter(code__in=KINDS, raised_at__gt=at - WEEK).order_by("raised_at")
    return {(agent, code): answered for agent, code, answered in rows.values_list("agent_id", "code", "acknowledgement__at")}


def _news(company: Company, at: datetime) -> list[Unusual]:
    """What was not told yet; and, once a grave alert is answered, what came after the answer: it says nothing of that."""
    told = _told(company, at)
    answers = {place: answered for place, answered in told.items() if answered and place[1] in GRAVE}
    week = unusual(company, at - WEEK, at, at=at)
    later = unusual(company, max(answers.values()), at, at=at) if answers else []  # what is smaller than what was answered hides behind it
    after = {_place(one): one for one in [*week, *later] if _place(one) in answers and one.happened_at > answers[_place(one)]}
    return [one for one in week if _place(one) not in told] + list(after.values())


def _late(company: Company, upto: int, at: datetime) -> list[Unusual]:
    """What was told since the last look and dated before the week: an old date hides nothing. One query, more for each such week.
    `upto`: the last action that a look saw; before the first look, all is history."""
    weeks = weeks_told_late(company, upto, at - WEEK) if upto >= 0 else []
    told = _told(company, at) if weeks else {}
    odd = [one for back in weeks for one in unusual(company, at - WEEK * (back + 1), at - WEEK * back, at=at)]
    quiet = {place for place, answered in told.items() if not (answered and place[1] in GRAVE)}
    return [one for one in odd if _place(one) not in quiet and any(line.seq > upto for line in one.actions)]


def _place(one: Unusual) -> Place:
    return (one.agent, str(code_of(one.kind, one.facts) or ""))


def _findings(company: Company, found: Iterable[Unusual], at: datetime) -> Iterator[Finding]:
    day = str(company_day(at, company.time_zone))
    for one in found:
        if code := code_of(one.kind, one.facts):
            yield Finding(one.agent, code, key_of(code, day), one.happened_at, kept(one.facts), behind=one.actions)

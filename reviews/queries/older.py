"""Actions dated long before the week and told since the last review: counted in its head, listed here while they are kept."""

from inventory.models import Agent
from journal.enums import Source
from journal.models import Action
from journal.rules import lines
from lib.words import on_one_line
from reviews.enums import Kind
from reviews.models import Review
from reviews.queries.pages import Line
from reviews.queries.week import LATE

MOST = 200


def older(review: Review) -> list[Line]:
    """The newest told first, at most MOST. Three queries."""
    upto = review.facts.get("upto")
    past = Review.objects.of(review.company).filter(kind=Kind.WEEK, ends_at__lte=review.starts_at).order_by("-ends_at").first()
    since = past.facts.get("upto") if past else None
    if upto is None or since is None:
        return []
    told = Action.objects.of(review.company).filter(seq__gte=since, seq__lt=upto, occurred_at__lt=review.starts_at - LATE, is_test=False)
    rows = list(told.exclude(source=Source.FILE).order_by("-seq")[:MOST])
    names = dict(Agent.objects.of(review.company).filter(pk__in={one.agent_id for one in rows}).values_list("pk", "name"))
    return [Line(one, names.get(one.agent_id, ""), _words(one)) for one in rows]


def _words(action: Action) -> str:
    facts = lines.Facts(action.type, action.outcome, action.target, action.payee, action.amount_cents, action.currency, action.count)
    return on_one_line(lines.line(facts))

"""What the pages of reviews show. A fixed number of queries, whatever the number of points, answers and actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.models import Company
from inventory.models import Agent
from journal.models import Action
from journal.rules import lines
from lib.kept import Kept
from lib.words import on_one_line
from reviews.enums import Kind, Verdict
from reviews.hooks import manner_of
from reviews.models import Answer, Paper, Point, PointAction, Remedy, RemedyQuerySet, Review, ReviewQuerySet, SignOff
from reviews.queries.answers import all_answers, newest_of, points_of, sealed_bytes
from reviews.rules.naming import name_of
from reviews.rules.seal import print_of
from reviews.rules.sentences import Told
from reviews.rules.verdicts import FACES, Face

CARRIED = "remedies"  # in the facts of a point: what earlier reviews left to do
MOST_SIGNED, MOST_LINES, MOST_DONE = 60, 100, 30
MINUTES = {Kind.WEEK: 5, Kind.RIGHTS: 10}


@dataclass(frozen=True)
class Spoken:
    """One answer, ready to be shown."""

    answer: Answer

    @property
    def face(self) -> Face:
        return FACES[self.answer.verdict]

    @property
    def words(self) -> str:
        return str(Verdict(self.answer.verdict).label)


@dataclass(frozen=True)
class Shown:
    """A point in words. `said`: what counts; `before`: what was said before, newest first; `carried`: what earlier reviews left to do and
    this point is about; `actions`: how many are named one by one; `is_calm`: it may be answered with others at once."""

    point: Point
    told: Told
    said: Spoken | None
    before: tuple[Spoken, ...]
    remedies: tuple[Remedy, ...]
    carried: tuple[Remedy, ...]
    actions: int
    is_calm: bool = False

    @property
    def agent(self) -> str:
        return self.point.agent.name if self.point.agent else ""

    @property
    def details_url(self) -> str:
        """Where the actions behind it are read; empty when there are none."""
        if self.actions:
            return reverse("reviews:actions", args=[self.point.pk])
        return journal_url(self.point)

    @property
    def demands(self) -> list[str]:
        """The demands it is about: an accord has no action of its own to show."""
        return [str(one) for one in self.point.facts.get("requests", ())]

    @property
    def is_wrong(self) -> bool:
        return self.said is not None and self.said.answer.verdict == Verdict.WRONG


@dataclass(frozen=True)
class Sheet:
    """A whole review. `current`: the point that is open, None when all are answered; `seal`: the fingerprint of what counts now.
    `calm`: how many points without an answer may be answered at once."""

    review: Review
    name: str
    heading: str
    period: str
    head: Sequence[str]
    points: tuple[Shown, ...]
    current: Shown | None
    seal: str
    sign_off: SignOff | None
    paper: Paper | None
    lead: str = ""
    calm: int = 0

    @property
    def done(self) -> int:
        """How many points have an answer."""
        return sum(one.said is not None for one in self.points)

    @property
    def left(self) -> int:
        return len(self.points) - self.done

    @property
    def remedies(self) -> list[Remedy]:
        return [remedy for one in self.points for remedy in one.remedies]

    @property
    def carried(self) -> list[Remedy]:
        """What earlier reviews left to do, and its points are about."""
        return [remedy for one in self.points for remedy in one.carried]


@dataclass(frozen=True)
class Row:
    """A review in a list."""

    review: Review
    name: str
    points: int
    done: int
    sign_off: SignOff | None
    has_paper: bool

    @property
    def minutes(self) -> int:
        """What it takes, about."""
        return MINUTES[Kind(self.review.kind)]


@dataclass(frozen=True)
class Line:
    """One action behind a point."""

    action: Action
    agent: str
    words: str


def journal_url(point: Point) -> str:
    """The journal, filtered as the point says."""
    return f"{reverse('journal:journal')}?{urlencode(point.where)}" if point.where else ""


def title_of(review: Review) -> str:
    """« revue de la semaine du 13 au 20 novembre »."""
    agent = review.agent.name if review.agent else ""
    return name_of(review.kind, review.starts_at, review.ends_at, review.company.time_zone, agent)


def sheet(review: Review, opened: UUID | None = None) -> Sheet:
    """`opened`: the point to open; else the first without an answer. Six queries."""
    shown, manner = shown_points(review), manner_of(review)
    sign_off = SignOff.objects.of(review.company).filter(review=review).select_related("by__user").first()
    return Sheet(
        review=review,
        name=title_of(review),
        heading=manner.heading(len(shown), review.agent.name if review.agent else ""),
        period=manner.period(review.starts_at, review.ends_at, review.company.time_zone),
        head=manner.head(review.facts),
        points=shown,
        current=next((one for one in shown if (one.point.pk == opened if opened else one.said is None and sign_off is None)), None),
        seal=print_of(sealed_bytes(review, {one.point: one.said.answer for one in shown if one.said})),
        sign_off=sign_off,
        paper=paper_of(review) if sign_off else None,
        lead=manner.lead,
        calm=sum(one.said is None and one.is_calm for one in shown),
    )


def shown_points(review: Review) -> tuple[Shown, ...]:
    """Its points in words, with what was said and what is to be done. Four queries."""
    answers = all_answers(review)
    newest, manner = newest_of(answers), manner_of(review)
    points = points_of(review)
    remedies = _remedies(review, points)
    counted = PointAction.objects.of(review.company).filter(point__review=review).values("point").annotate(many=Count("pk"))
    actions = {row["point"]: row["many"] for row in counted}
    return tuple(
        Shown(
            point=point,
            told=manner.told(point.code, point.facts),
            said=Spoken(newest[point.pk]) if point.pk in newest else None,
            before=tuple(Spoken(one) for one in answers if one.point_id == point.pk and one is not newest[point.pk]),
            remedies=tuple(remedy for remedy in remedies if remedy.point_id == point.pk),
            carried=tuple(remedy for remedy in remedies if str(remedy.pk) in point.facts.get(CARRIED, ())),
            actions=actions.get(point.pk, 0),
            is_calm=manner.is_calm(point),
        )
        for point in points
    )


def _remedies(review: Review, points: Sequence[Point]) -> list[Remedy]:
    """Of its points, and those of earlier reviews that its points are about. One query."""
    carried = [key for point in points for key in point.facts.get(CARRIED, ())]
    rows = Remedy.objects.of(review.company).filter(Q(point__review=review) | Q(pk__in=carried))
    return list(rows.select_related("opened_by__user", "done_by__user").order_by("opened_at", "pk"))


def paper_of(review: Review) -> Paper | None:
    """What was printed, without its bytes. One query."""
    return Paper.objects.of(review.company).filter(review=review).defer("pdf").first()


OPEN = Kept(lambda company: _listed(company).open().order_by("due_at", "opened_at"), Company)


def open_reviews(company: Company) -> list[Row]:
    """Those to sign, the oldest due first. One query."""
    return [_row(review) for review in OPEN.read(company)]


def ended_reviews(company: Company) -> list[Row]:
    """Signed, or closed for having nothing to look at; the newest first. One query."""
    rows = _listed(company).ended().order_by(Coalesce("sign_off__at", "closed_at").desc())
    return [_row(review) for review in rows[:MOST_SIGNED]]


def to_do(company: Company) -> list[Remedy]:
    """Remedies nobody has done, oldest first. One query."""
    return _known(Remedy.objects.of(company).open().order_by("opened_at", "pk"))


def were_done(company: Company) -> list[Remedy]:
    """The last ones done. One query."""
    return _known(Remedy.objects.of(company).filter(done_at__isnull=False).order_by("-done_at", "-pk"))[:MOST_DONE]


def told_of(remedy: Remedy) -> Told:
    """The point it is about, in words."""
    return manner_of(remedy.point.review).told(remedy.point.code, remedy.point.facts)


def behind(point: Point) -> list[Line]:
    """The first actions named one by one, oldest first; those whose term is over are gone. Two queries."""
    kept = list(point.actions.order_by("seq").values_list("agent_id", "occurred_at", "key")[:MOST_LINES])
    agents, moments, keys = (set(column) for column in zip(*kept, strict=True)) if kept else (set(), set(), set())
    found = (
        Action.objects.of(point.company).filter(agent_id__in=agents, occurred_at__in=moments, key__in=keys).order_by("occurred_at", "seq")
    )
    places = set(kept)
    names = _names(point, agents)
    shown = [action for action in found.order_by("occurred_at", "seq") if (action.agent_id, action.occurred_at, action.key) in places]
    return [Line(action, names.get(action.agent_id, ""), _words(action)) for action in shown]


def _names(point: Point, agents: set[UUID]) -> dict[UUID, str]:
    return dict(Agent.objects.of(point.company).filter(pk__in=agents).values_list("pk", "name"))


def _words(action: Action) -> str:
    facts = lines.Facts(action.type, action.outcome, action.target, action.payee, action.amount_cents, action.currency, action.count)
    return on_one_line(lines.line(facts))


def _known(rows: RemedyQuerySet) -> list[Remedy]:
    ties = ("point__review__company", "point__review__agent", "point__agent", "opened_by__user", "done_by__user")
    return list(rows.select_related(*ties))


def _listed(company: Company) -> ReviewQuerySet:
    answered = Count("points", filter=Q(points__answers__isnull=False), distinct=True)
    rows = Review.objects.of(company).select_related("company", "agent", "sign_off", "reviewer__user")
    return rows.annotate(many=Count("points", distinct=True), done=answered, printed=F("paper__pk"))


def _row(review: Review) -> Row:
    signed = getattr(review, "sign_off", None)
    return Row(review, title_of(review), review.many, review.done, signed, review.printed is not None)  # type: ignore[attr-defined]

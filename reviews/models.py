"""Reviews, their points, what people said of them, what is to be done, and who signed."""

from datetime import datetime, time
from typing import ClassVar, Self

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from alerts.models import Alert
from inventory.models import Agent, Connection, Permission
from reviews.enums import Cause, Code, Every, Kind, RemedyKind, Verdict

FRIDAY, EIGHT = 4, time(8)


class Rhythm(CompanyRow):
    """When the company reviews, and who. A company without a row keeps the defaults. Days from 0, Monday; hour of the company.

    `reviewer` None: the owners. `deputy`: who is called when a review is late. `week_since`, `rights_since`: since when this hour and
    this period hold; what they would have made due before is not. `digest_off_at`: since when nobody wants Monday's message."""

    keeps_past = False

    week_day = models.PositiveSmallIntegerField(default=FRIDAY)
    week_at = models.TimeField(default=EIGHT)
    rights_every = models.CharField(max_length=8, choices=Every.choices, default=Every.MONTH)
    reviewer = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    deputy = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    week_since = models.DateTimeField(null=True)
    rights_since = models.DateTimeField(null=True)
    digest_off_at = models.DateTimeField(null=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[CompanyQuerySet["Rhythm"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "rythme des revues"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company"], name="one_rhythm_a_company"),
            models.CheckConstraint(condition=models.Q(week_day__lte=6), name="a_day_of_the_week"),
        ]


class ReviewQuerySet(CompanyQuerySet["Review"]):
    """Reviews of a company."""

    def open(self) -> Self:
        """Not signed, and not closed for having nothing to look at."""
        return self.filter(sign_off=None, closed_at=None)

    def ended(self) -> Self:
        """Signed, or closed."""
        return self.exclude(sign_off=None, closed_at=None)

    def overdue(self, at: datetime) -> Self:
        """Not signed when they should have been."""
        return self.open().filter(due_at__lte=at)


class Review(CompanyRow):
    """One review. `period`: the company's day on which it came due, or was asked: the same comes due once.

    `starts_at` (kept) to `ends_at` (left out): what was done meanwhile is looked at. `agent` None: all of them. `due_at`: to be signed
    before. `seed` draws the sample: nobody, agent included, knows before what will be looked at. `facts`: the figures of its head.
    `nudges`: how many times people were called since; `next_nudge_at`: when they are again. `closed_at`: when it came due there was no
    right and no account to look at: the record says so, and nobody is asked to sign nothing."""

    keeps_past = False

    kind = models.CharField(max_length=8, choices=Kind.choices)
    cause = models.CharField(max_length=8, choices=Cause.choices)
    why = models.CharField(max_length=300, blank=True)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    period = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reviewer = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    deputy = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    seed = models.BinaryField(max_length=32)
    facts = models.JSONField(default=dict)
    nudges = models.PositiveSmallIntegerField(default=0)
    next_nudge_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[ReviewQuerySet] = ReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "revue"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "kind", "agent", "period"], nulls_distinct=False, name="one_review_a_period"),
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="a_review_has_a_length"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "kind", "-ends_at"], name="newest_review"),
            models.Index(fields=["next_nudge_at"], condition=models.Q(next_nudge_at__isnull=False), name="review_to_nudge"),
            models.Index(
                fields=["company", "kind", "period"],
                condition=models.Q(agent=None) & ~models.Q(cause=Cause.CLOCK),
                name="review_asked_for",
            ),
        ]


class Point(CompanyRow):
    """One thing to look at. `facts`: what its sentence is built from (reviews.rules), masked. `where`: the journal's filters that show
    the actions behind it; those drawn or named one by one are PointAction rows."""

    keeps_past = False

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="points")
    rank = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=12, choices=Code.choices)
    tone = models.CharField(max_length=8, default="info")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    permission = models.ForeignKey(Permission, on_delete=models.PROTECT, null=True, related_name="+")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, null=True, related_name="+")
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict)
    where = models.JSONField(default=dict)

    objects: ClassVar[CompanyQuerySet["Point"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"

    class Meta:
        verbose_name = "point"
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "review", "rank"], name="one_point_a_rank")]


class PointAction(CompanyRow):
    """One action behind a point: its line in the journal, and the number of its sealed row."""

    keeps_past = False

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="actions")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField()
    key = models.UUIDField()
    seq = models.BigIntegerField()

    objects: ClassVar[CompanyQuerySet["PointAction"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"

    class Meta:
        verbose_name = "action d’un point"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "point", "seq"], name="one_line_a_point")]


class Answer(CompanyRow):
    """What a person said of a point. The newest counts, until the review is signed."""

    keeps_past = False

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="answers")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[CompanyQuerySet["Answer"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"

    class Meta:
        verbose_name = "réponse"
        indexes: ClassVar = [models.Index(fields=["company", "point", "-at"], name="newest_answer")]


class RemedyQuerySet(CompanyQuerySet["Remedy"]):
    """What is to be done in a company."""

    def open(self) -> Self:
        """Not done."""
        return self.filter(done_at=None)


class Remedy(CompanyRow):
    """What is to be done about a point; `done_at` says when it was. Next week's review starts from those that are not."""

    keeps_past = False

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="remedies")
    kind = models.CharField(max_length=8, choices=RemedyKind.choices)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    done_note = models.CharField(max_length=300, blank=True)

    objects: ClassVar[RemedyQuerySet] = RemedyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "suite à donner"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "point", "kind"], name="one_remedy_a_point")]
        indexes: ClassVar = [models.Index(fields=["company", "opened_at"], condition=models.Q(done_at=None), name="remedy_to_do")]


class SignOffQuerySet(CompanyQuerySet["SignOff"]):
    """Signatures of a company."""

    def unfinished(self) -> Self:
        """Without their page, or without the checkpoint that covers them."""
        return self.filter(models.Q(review__paper=None) | models.Q(checkpoint=""))


class SignOff(CompanyRow):
    """A person signs a review. `sealed`: what was answered, to the byte, for names change; `answers`: its SHA-256; `seq`: the sealed row
    of the signature; `checkpoint`: the text of the signed checkpoint that covers it, empty while the signer could not be reached."""

    keeps_past = False

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="sign_off")
    at = models.DateTimeField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=160)
    note = models.CharField(max_length=300, blank=True)
    answers = models.CharField(max_length=64)
    sealed = models.TextField(blank=True, default="")  # empty: signed before it was kept
    seq = models.BigIntegerField()
    checkpoint = models.TextField(blank=True)

    objects: ClassVar[SignOffQuerySet] = SignOffQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert, update (checkpoint)"

    class Meta:
        verbose_name = "signature"


class Paper(CompanyRow):
    """The page that a signed review is printed on, made by the worker, kept as it was. `sha256` of the file."""

    keeps_past = False

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="paper")
    made_at = models.DateTimeField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    objects: ClassVar[CompanyQuerySet["Paper"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"

    class Meta:
        verbose_name = "compte rendu de revue"


class Digest(CompanyRow):
    """Monday's message of a company, written or found to have nothing to say: once a week, whoever runs. `people`: how many got it."""

    keeps_past = False

    week_on = models.DateField()
    made_at = models.DateTimeField()
    people = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[CompanyQuerySet["Digest"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert, update (people)"

    class Meta:
        verbose_name = "message du lundi"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "week_on"], name="one_digest_a_week")]

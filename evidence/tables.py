"""The tables of a dossier: what happened in its period, one CSV a subject, in words an owner and a controller read. Bounded queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q

from accounts.models import Company
from alerts.models import Alert
from alerts.rules.codes import sentence
from approvals.enums import Reason
from approvals.models import ApprovalRequest, Decision, Hearing, Suspension
from approvals.queries.wording import title
from inventory.models import Permission
from lib.money import french_money
from lib.tables.table import Value
from reviews.hooks import manner_of
from reviews.models import Answer, Point, Remedy, Review
from reviews.rules.naming import name_of


@dataclass(frozen=True)
class Span:
    """The period of a company: from `starts_at` (kept) to `ends_at` (left out)."""

    company: Company
    starts_at: datetime
    ends_at: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The company's."""
        return ZoneInfo(self.company.time_zone)

    def moment(self, at: datetime | None) -> str:
        """« 2026-11-21 09:12:30 », of the company's clock: a spreadsheet sorts it."""
        return "" if at is None else f"{at.astimezone(self.zone):%Y-%m-%d %H:%M:%S}"


Row = Sequence[Value]


@dataclass(frozen=True)
class Sheet:
    """One table: its file, what it is in a sentence, its columns, its rows."""

    path: str
    words: str
    heads: tuple[str, ...]
    rows: Callable[[Span], Iterable[Row]]


def _within(span: Span, name: str) -> Q:
    return Q(**{f"{name}__gte": span.starts_at, f"{name}__lt": span.ends_at})


def rights(span: Span) -> Iterable[Row]:
    """Every right that held on one day of the period at least."""
    held = Permission.objects.of(span.company).filter(granted_at__lt=span.ends_at)
    held = held.filter(Q(withdrawal=None) | Q(withdrawal__at__gte=span.starts_at))
    for one in held.select_related("agent", "connection", "granted_by__user", "withdrawal").order_by("agent__name", "granted_at", "pk"):
        ended = getattr(one, "withdrawal", None)
        by = one.granted_by.user.name if one.granted_by else ""
        account = str(one.connection) if one.connection else ""
        end = (span.moment(ended.at), ended.get_cause_display(), ended.why) if ended else ("", "", "")
        yield one.agent.name, str(one.get_verb_display()), one.on_what, account, one.reason, one.when, span.moment(one.granted_at), by, *end


def demands(span: Span) -> Iterable[Row]:
    """What agents asked or people decided in the period."""
    people = Prefetch("decisions", Decision.objects.of(span.company).select_related("membership__user").order_by("at"))
    asked = ApprovalRequest.objects.of(span.company).filter(_within(span, "asked_at") | _within(span, "decided_at"))
    for one in asked.select_related("agent").prefetch_related(people).order_by("asked_at", "pk"):
        amount = french_money(one.amount_cents, one.currency) if one.amount_cents is not None else ""
        why = str(Reason(one.reason).label) if one.reason in Reason.values else one.reason
        said = " ; ".join(f"{d.membership.user.name}\u00a0: {'oui' if d.is_yes else 'non'}" for d in one.decisions.all())
        told = (str(one.get_state_display()), why, said, span.moment(one.decided_at), one.comment, span.moment(one.consumed_at))
        yield str(one.pk), span.moment(one.asked_at), one.agent.name, title(one), amount, *told


def stops(span: Span) -> Iterable[Row]:
    """Stops that stood in the period, and who heard them."""
    stood = Suspension.objects.of(span.company).filter(asked_at__lt=span.ends_at)
    stood = stood.filter(Q(lifting=None) | Q(lifting__at__gte=span.starts_at)).select_related(
        "agent", "asked_by__user", "lifting__by__user"
    )
    heard: dict[object, list[str]] = defaultdict(list)
    for each in Hearing.objects.of(span.company).filter(stop_id__in=stood.values("pk")).select_related("agent").order_by("heard_at", "pk"):
        heard[each.stop_id].append(f"{each.agent.name}\u00a0: {span.moment(each.heard_at)}")
    for one in stood.order_by("asked_at", "pk"):
        who = " ; ".join(heard[one.pk])
        lifting = getattr(one, "lifting", None)
        end = (span.moment(lifting.at), lifting.by.user.name, lifting.why) if lifting else ("", "", "")
        whom = one.agent.name if one.agent else "Tous les agents"
        yield span.moment(one.asked_at), whom, "Essai" if one.is_drill else "Arrêt", one.asked_by.user.name, one.why, who, *end


def alerts(span: Span) -> Iterable[Row]:
    """What was unusual, and what people said of it."""
    raised = Alert.objects.of(span.company).filter(_within(span, "happened_at") | _within(span, "acknowledgement__at"))
    for one in raised.select_related("agent", "acknowledgement__by__user").order_by("happened_at", "pk"):
        seen = getattr(one, "acknowledgement", None)
        said = ("", "", "", "")
        if seen:
            verdict = {True: "C’est normal", False: "Pas normal", None: "Je ne sais pas"}[seen.is_normal]
            said = (verdict, seen.note, seen.by.user.name, span.moment(seen.at))
        yield span.moment(one.happened_at), one.agent.name, sentence(one.code, one.facts), *said


def reviews(span: Span) -> Iterable[Row]:
    """Reviews opened or signed in the period."""
    for one in of_period(span):
        signed = getattr(one, "sign_off", None)
        nothing = (span.moment(one.closed_at), "Rien à relire", "") if one.closed_at else ("", "", "")
        end = (span.moment(signed.at), signed.by_name, signed.answers) if signed else nothing
        yield named(one), str(one.get_cause_display()), span.moment(one.opened_at), span.moment(one.due_at), *end


def points(span: Span) -> Iterable[Row]:
    """Each point of those reviews, and the answer that counted."""
    newest = Prefetch("answers", Answer.objects.of(span.company).select_related("by__user").order_by("-at", "-pk"))
    for review in of_period(span):
        mine = Point.objects.of(span.company).filter(review=review).select_related("agent").prefetch_related(newest)
        for one in mine.order_by("rank"):
            last = next(iter(one.answers.all()), None)
            said = (str(last.get_verdict_display()), last.note, last.by.user.name, span.moment(last.at)) if last else ("", "", "", "")
            about = manner_of(review).told(one.code, one.facts)
            words = " ".join(part for part in (f"{about.title}.", about.usual, *about.details) if part)
            yield named(review), str(one.rank), str(one.get_code_display()), one.agent.name if one.agent else "", words, *said


def remedies(span: Span) -> Iterable[Row]:
    """What was to be done, and when it was."""
    noted = Remedy.objects.of(span.company).filter(opened_at__lt=span.ends_at).filter(Q(done_at=None) | Q(done_at__gte=span.starts_at))
    people = ("agent", "opened_by__user", "done_by__user")
    for one in noted.select_related(*people).order_by("opened_at", "pk"):
        opened, done = (who.user.name if who else "" for who in (one.opened_by, one.done_by))
        told = (one.agent.name if one.agent else "", one.note, span.moment(one.opened_at), opened, span.moment(one.done_at), done)
        yield str(one.get_kind_display()), *told, one.done_note


def of_period(span: Span) -> list[Review]:
    """Reviews that were open on one day of the period at least."""
    mine = Review.objects.of(span.company).filter(opened_at__lt=span.ends_at)
    mine = mine.filter(Q(sign_off=None, closed_at=None) | Q(sign_off__at__gte=span.starts_at) | Q(closed_at__gte=span.starts_at))
    return list(mine.select_related("sign_off", "agent", "company").order_by("opened_at", "pk"))


def named(review: Review) -> str:
    """As everywhere."""
    agent = review.agent.name if review.agent else ""
    return name_of(review.kind, review.starts_at, review.ends_at, review.company.time_zone, agent)


SHEETS = (
    Sheet(
        "droits.csv",
        "Ce que chaque agent avait le droit de faire, depuis quand, pourquoi et jusqu’à quand.",
        ("Agent", "Droit", "Sur quoi", "Compte utilisé", "Motif", "Durée", "Donné le", "Par", "Fini le", "Cause", "Motif de la fin"),
        rights,
    ),
    Sheet(
        "accords.csv",
        "Ce que les agents ont demandé, et ce que des personnes ont répondu.",
        ("Demande", "Posée le", "Agent", "Quoi", "Montant", "Suite", "Raison", "Qui a répondu", "Décidée le", "Mot", "Utilisée le"),
        demands,
    ),
    Sheet(
        "arrets.csv",
        "Les arrêts et les essais de l’arrêt, qui les a entendus, quand ils ont été levés.",
        ("Demandé le", "Qui est arrêté", "Arrêt ou essai", "Par", "Motif", "Entendu", "Levé le", "Levé par", "Motif de la levée"),
        stops,
    ),
    Sheet(
        "alertes.csv",
        "Ce qui était inhabituel, et ce qu’une personne en a dit.",
        ("Quand", "Agent", "Ce qu’il a fait", "Réponse", "Mot", "Par", "Le"),
        alerts,
    ),
    Sheet(
        "revues/revues.csv",
        "Les revues, quand elles ont été ouvertes et signées, et par qui.",
        ("Revue", "Cause", "Ouverte le", "À signer avant", "Signée le", "Par", "Empreinte des réponses (SHA-256)"),
        reviews,
    ),
    Sheet(
        "revues/points.csv",
        "Chaque point de ces revues, et la réponse retenue.",
        ("Revue", "Point", "Sorte", "Agent", "Ce qui a été relu", "Réponse", "Mot", "Par", "Le"),
        points,
    ),
    Sheet(
        "revues/suites.csv",
        "Ce qu’il y avait à faire après les revues, et ce qui a été fait.",
        ("À faire", "Agent", "Mot", "Notée le", "Par", "Faite le", "Faite par", "Mot de fin"),
        remedies,
    ),
)

"""What a person reads before answering a demand."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from typing import Any, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.away import AWAY, away_on, today_of
from accounts.enums import Ability, Role
from accounts.models import Company, Membership
from approvals.enums import RequestState
from approvals.models import ApprovalRequest, Decision, Limit, Payee, RequestQuerySet
from approvals.queries.answering import calls_back
from approvals.queries.payments import Paid, marks_of, paid_to, past_words, reference_of
from approvals.queries.powers import mandates_of, may_answer
from approvals.queries.signals import Signal, seen, signals_of
from approvals.queries.stops import halted_ids, standing, stop_on
from approvals.queries.wording import limit_words
from approvals.rules.check_words import check_words
from approvals.rules.covered import Field, fields
from approvals.rules.limits import PAYING
from approvals.rules.risks import codes_of, is_risky
from inventory.models import Agent
from journal.enums import Type
from journal.rules.reported import for_lists, without_accounts
from lib.dates import ahead, near_moment
from lib.kept import IDS, Call, Kept, together
from lib.leaked_keys import masked
from lib.money import french_money
from lib.words import cleaned

QUESTIONS: dict[str, str] = {
    Type.PAYMENT: "Payer {whom}\u00a0?",
    Type.CREDIT: "Rembourser {whom}\u00a0?",
    Type.QUOTE: "Envoyer ce devis\u00a0?",
    Type.INVOICE: "Envoyer cette facture\u00a0?",
    Type.MESSAGE: "Envoyer ce message\u00a0?",
    Type.POST: "Publier\u00a0?",
    Type.RECORD: "Modifier cette fiche\u00a0?",
    Type.FILE: "Modifier ce fichier\u00a0?",
    Type.FILE_DELETED: "Supprimer ce fichier\u00a0?",
    Type.COMMAND: "Lancer cette commande sur le système\u00a0?",
    Type.EXPORT: "Sortir ces données\u00a0?",
    Type.DECISION: "Prendre cette décision\u00a0?",
    Type.OTHER: "Laisser faire\u00a0?",
}
MOST_TOLD = 60
NOBODY = UUID(int=0)  # no agent, no demand


@dataclass(frozen=True)
class Sheet:
    """A demand, ready to be read and answered. `past`: the last payments to the same payee; `deciders`: who may answer."""

    request: ApprovalRequest
    question: str
    amount: str
    signals: tuple[Signal, ...]
    facts: tuple[tuple[str, str], ...]
    summary: str
    answers: tuple[Decision, ...]
    is_risky: bool
    asks_call_back: bool
    asks_code: bool
    past: tuple[Paid, ...]
    payee: Payee | None
    deciders: tuple[str, ...]
    covered: tuple[Field, ...]

    @property
    def check_words(self) -> str:
        """Of what the yes covers."""
        return check_words(bytes(self.request.digest))

    @property
    def seen(self) -> str:
        """For the form: what this page shows."""
        return seen(self.request)

    @property
    def account(self) -> str:
        """As `covered` shows it: masked, but on the page that was asked to show it."""
        return next((field.value for field in self.covered if field.name == "Compte"), "")

    @property
    def has_hidden(self) -> bool:
        """Is anything masked?"""
        return any(field.is_hidden for field in self.covered)


class Brief(Protocol):
    """As much of a demand that waits as says who may answer it."""

    pk: UUID
    agent_id: UUID
    type: str
    amount_cents: int | None
    currency: str
    facts_number: int


Asked = TypeVar("Asked", bound=Brief)

LIMITS = Kept(lambda company, met: Limit.objects.of(company).filter(pk__in=met), Company, IDS)
PAYEE = Kept(lambda company, mark: Payee.objects.of(company).filter(mark=mark).order_by("pk")[:1], Company, UUID)
ANSWERS = Kept(
    lambda company, request: Decision.objects.of(company).filter(request=request).select_related("membership__user").order_by("at"),
    Company,
    ApprovalRequest,
)
DECIDERS = Kept(
    lambda company: (
        Membership.objects.of(company)
        .current()
        .filter(role__in=(Role.OWNER, Role.APPROVER))
        .select_related("user", "company")
        .order_by("started_at", "pk")
    ),
    Company,
)


def urgent(company: Company, at: datetime) -> RequestQuerySet:
    """Those that wait, the most urgent first, void ones too."""
    return ApprovalRequest.objects.of(company).pending(at).order_by("expires_at", "asked_at", "pk")


PENDING = Kept(urgent, Company, datetime)
BRIEFLY: Kept[Brief] = Kept(lambda company, at: urgent(company, at).values_list(*Brief.__annotations__, named=True), Company, datetime)
AGENTS = Kept(lambda company, ids: Agent.objects.of(company).filter(pk__in=ids), Company, IDS)
SAID = Kept(
    lambda company, who: (
        Decision.objects.of(company).filter(membership=who, request__state=RequestState.PENDING).values_list("request_id", "facts_number")
    ),
    Company,
    Membership,
)


def pending(company: Company, at: datetime) -> list[ApprovalRequest]:
    """Those that wait, the most urgent first. Those of a stopped, paused or retired agent are void, and not here."""
    return with_agents(company, _alive(company, PENDING.read(company, at)))


def with_agents(company: Company, asked: list[ApprovalRequest]) -> list[ApprovalRequest]:
    """Each with its agent, read once. One query."""
    agents = {agent.pk: agent for agent in AGENTS.read(company, {one.agent_id for one in asked})} if asked else {}
    for one in asked:
        one.company, one.agent = company, agents[one.agent_id]
    return asked


def void(company: Company) -> list[UUID] | None:
    """The agents that are stopped, paused or retired: what they asked is void. None when all of them are stopped. Two queries."""
    stops = standing(company)
    if stop_on(stops, NOBODY):
        return None
    return sorted(halted_ids(company).union(stop.agent_id for stop in stops if stop.agent_id))


def briefly(company: Company, at: datetime) -> list[Brief]:
    """The same, for who only counts them."""
    return _alive(company, BRIEFLY.read(company, at))


def _alive(company: Company, asked: list[Asked]) -> list[Asked]:
    if not asked:
        return []
    stops, halted = standing(company), halted_ids(company)
    return [one for one in asked if one.agent_id not in halted and stop_on(stops, one.agent_id) is None]


def left_to(membership: Membership, pending: Sequence[Asked]) -> list[Asked]:
    """Of those that wait, what this person may answer and has not answered yet, for what is known now. Two queries."""
    powers = mandates_of(membership) if membership.may(Ability.DECIDE) else ()
    may = [one for one in pending if may_answer(powers, one)]
    done = set(SAID.read(membership.company, membership)) if may else set()
    return [one for one in may if (one.pk, one.facts_number) not in done]


def known(company: Company) -> RequestQuerySet:
    """Every demand, with its agent."""
    return ApprovalRequest.objects.of(company).select_related("agent", "company")


def asks_code(request: ApprovalRequest) -> bool:
    """Does a yes take a code?"""
    return is_risky(request.facts) or request.people > 1 or request.amount_cents is not None


def asks_call_back(request: ApprovalRequest) -> bool:
    """Does a yes take a call to the payee? One query."""
    return "account-changed" in codes_of(request.facts) or calls_back(request)


def sheet(request: ApprovalRequest, at: datetime, *, whole: bool = False) -> Sheet:
    """About ten queries, most of them in one round trip. `whole`: account numbers in full; whoever asks for that has recorded it."""
    company, day = request.company, today_of(request.company, at)
    paid: list[Call] = [(PAYEE, (company, request.payee_mark))] if request.payee_mark else []
    own: list[Call] = [(LIMITS, (company, request.met)), (ANSWERS, (company, request))]
    with together(*own, (DECIDERS, (company,)), (AWAY, (company, day)), *paid):
        return _sheet(request, at, whole=whole)


def _sheet(request: ApprovalRequest, at: datetime, *, whole: bool) -> Sheet:
    said: dict[str, Any] = json.loads(bytes(request.action))
    company = request.company
    payee = next(iter(PAYEE.read(company, request.payee_mark)), None) if request.payee_mark else None
    past, deciders = _past(request, said, at), _deciders(request, at)
    return Sheet(
        request=request,
        question=question(request, said, payee.name if payee else ""),
        amount=amount(request),
        signals=signals_of(request, at),
        facts=tuple(_facts(_Known(request, said, LIMITS.read(company, request.met), payee, past, deciders), at)),
        summary=without_accounts(masked(cleaned(str(said.get("summary", ""))))),
        answers=tuple(ANSWERS.read(company, request)),
        is_risky=is_risky(request.facts),
        asks_call_back=asks_call_back(request),
        asks_code=asks_code(request),
        past=past,
        payee=payee,
        deciders=deciders,
        covered=tuple(fields(said, whole=whole)),
    )


def amount(request: ApprovalRequest) -> str:
    """« 1 840,00 € », or nothing."""
    return french_money(request.amount_cents, request.currency) if request.amount_cents is not None else ""


def question(request: ApprovalRequest, said: dict[str, Any], name: str) -> str:
    """The title: our words, and the name of a payee only as ours (`name`) when we know the account."""
    told = _told_name(said)
    whom = name or (f"«\u00a0{told}\u00a0»" if told else "ce bénéficiaire")
    return QUESTIONS.get(request.type, QUESTIONS[Type.OTHER]).format(whom=whom)


def _told_name(said: dict[str, Any]) -> str:
    """The payee's name by the agent's word, as short as a name: the marks around it are ours alone, and it says nothing else."""
    name = re.sub(r"[«»\"“”<>?!€:]+", " ", for_lists(str((said.get("payee") or {}).get("name", ""))))
    told = " ".join(name.split())
    return told if len(told) <= MOST_TOLD else shorten(told, MOST_TOLD, placeholder="…")


def _past(request: ApprovalRequest, said: dict[str, Any], at: datetime) -> tuple[Paid, ...]:
    """Payments to the same payee, this one left out once it is made."""
    if request.payee_mark is None or request.type not in PAYING:
        return ()
    marks = marks_of(request.company, request.payee_mark, str((said.get("payee") or {}).get("name") or ""))
    return tuple(one for one in paid_to(request.company, marks, at) if one.request != request.pk)


def _deciders(request: ApprovalRequest, at: datetime) -> tuple[str, ...]:
    """Whose powers cover it, « Alice Martin (absente) » last. Two queries, and one an approver."""
    able = [one for one in DECIDERS.read(request.company) if may_answer(mandates_of(one), request)]
    away = away_on(request.company, today_of(request.company, at))
    told = [(one.pk in away, one.user.name) for one in able]
    return tuple(f"{name} (en absence)" if is_away else name for is_away, name in sorted(told, key=lambda pair: pair[0]))


@dataclass(frozen=True)
class _Known:
    """What the lines under « Ce que nous savons » are made of."""

    request: ApprovalRequest
    said: dict[str, Any]
    limits: list[Limit]
    payee: Payee | None
    past: tuple[Paid, ...]
    deciders: tuple[str, ...]


def _facts(known: _Known, at: datetime) -> Iterator[tuple[str, str]]:
    request, zone = known.request, ZoneInfo(known.request.company.time_zone)
    if known.limits:
        yield "Pourquoi on vous demande", "\u00a0; ".join(dict.fromkeys(limit_words(limit) for limit in known.limits))
    yield from _whom(known)
    yield from _paper(known.said)
    if request.payee_mark and request.type in PAYING:
        yield "Vos paiements à ce bénéficiaire", past_words(known.past, request.currency)
    yield from _extent(known.said)
    if request.people > 1:
        enough = len(known.deciders) > 1
        names = ", ".join(known.deciders)
        yield (
            "Qui doit accepter",
            f"Deux personnes, parmi\u00a0: {names}" if enough else f"Deux personnes, mais une seule le peut\u00a0: {names}",
        )
    yield "Demandé", near_moment(request.asked_at, at, zone)
    if request.state == RequestState.PENDING and request.expires_at > at:
        yield "Si personne ne répond", f"C’est refusé {near_moment(request.expires_at, at, zone)}, {ahead(request.expires_at, at)}"


def _whom(known: _Known) -> Iterator[tuple[str, str]]:
    if known.payee:
        yield "Bénéficiaire", f"{known.payee.name} ({known.payee.account})" if known.payee.account else known.payee.name
    elif known.request.payee:
        yield "Bénéficiaire, d’après l’agent", known.request.payee


def _paper(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    document = said.get("document") or {}
    if reference := reference_of(said):
        dated = f", du {document['date']}" if document.get("date") else ""
        yield "Référence", f"{for_lists(reference)}{dated}"


def _extent(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if count := (said.get("recipients") or {}).get("count"):
        yield "À combien de destinataires", str(count)
    if percent := said.get("percent"):
        yield "Pourcentage", f"{percent}\u00a0%".replace(".", ",")
    if target := said.get("target"):
        yield "Sur quoi, d’après l’agent", for_lists(str(target))

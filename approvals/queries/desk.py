"""What a person reads before answering a demand."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min

from accounts.models import Company
from approvals.enums import RequestState
from approvals.models import ApprovalRequest, Decision, Limit, Payee, RequestQuerySet
from approvals.queries.stops import halted_ids, standing, stop_on
from approvals.queries.weighing import refused_before
from approvals.queries.wording import limit_words
from journal.enums import Type
from journal.rules.reported import for_lists, without_accounts
from lib.dates import french_moment, near_moment
from lib.money import french_money
from lib.words import cleaned, folded

YEAR = timedelta(days=365)
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
SIGNALS: dict[str, tuple[str, str]] = {
    "account-changed": ("Le compte bancaire a changé", "Appelez ce bénéficiaire avant d’accepter, au numéro que vous connaissez déjà."),
    "new-payee": ("Vous n’avez jamais payé ce bénéficiaire", "Vérifiez qu’il existe et que ce compte est bien le sien."),
    "no-amount": ("Le montant n’est pas lisible", "L’agent n’a pas dit combien. Refusez si vous ne le savez pas par ailleurs."),
    "no-reference": (
        "Aucune référence",
        "Ni numéro de facture ni référence\u00a0: ce paiement peut en répéter un autre.",
    ),
    "unknown-tool": ("Un outil que nous ne connaissons pas", "Dites une fois ce que fait cet outil sur la page de l’agent."),
    "stray-account": (
        "Un compte bancaire, mais pas de paiement",
        "L’agent nomme un compte sans dire qu’il paie. Refusez si vous ne savez pas pourquoi.",
    ),
    "refused-before": ("Déjà refusé", "Une demande semblable a été refusée il y a moins d’un jour."),
    "decision": ("Une décision qui touche quelqu’un", "Elle est toujours demandée à une personne."),
}
RISKY = frozenset({"account-changed", "new-payee", "no-amount", "no-reference", "stray-account", "refused-before"})
MOST_TOLD = 60


@dataclass(frozen=True)
class Signal:
    """Something to look at first; `before`, `after`: what changed, when we know it."""

    title: str
    text: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Sheet:
    """A demand, ready to be read and answered."""

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

    @property
    def tone(self) -> str:
        """Of its mark in a list."""
        return "stop" if self.is_risky else "watch"

    @property
    def icon(self) -> str:
        """Of its mark in a list."""
        return "octagon-alert" if self.is_risky else "hand"


def pending(company: Company, at: datetime) -> list[ApprovalRequest]:
    """Those that wait, the most urgent first. Those of a stopped, paused or retired agent are void, and not here."""
    waiting = _known(company).pending(at).order_by("expires_at", "asked_at")
    if not (asked := list(waiting)):
        return []
    stops, halted = standing(company), halted_ids(company)
    return [one for one in asked if one.agent_id not in halted and stop_on(stops, one.agent_id) is None]


def ended(company: Company, limit: int = 50) -> list[ApprovalRequest]:
    """Those that a person or the clock answered, newest first; what a limit let through is in the journal."""
    done = _known(company).exclude(state=RequestState.PENDING).exclude(reason="below_limit")
    return list(done.order_by("-decided_at")[:limit])


def sheet(request: ApprovalRequest, at: datetime) -> Sheet:
    """Five queries."""
    said: dict[str, Any] = json.loads(bytes(request.action))
    limits = list(Limit.objects.of(request.company).filter(pk__in=request.met))
    risky = bool(RISKY & set(request.facts))
    amount = french_money(request.amount_cents, request.currency) if request.amount_cents is not None else ""
    return Sheet(
        request=request,
        question=question(request, said),
        amount=amount,
        signals=tuple(_signals(request, said)),
        facts=tuple(_facts(request, said, limits, at)),
        summary=without_accounts(cleaned(str(said.get("summary", "")))),
        answers=tuple(Decision.objects.of(request.company).filter(request=request).select_related("membership__user").order_by("at")),
        is_risky=risky,
        asks_call_back="account-changed" in request.facts or any(limit.asks_call_back for limit in limits),
        asks_code=risky or request.amount_cents is not None,
    )


def question(request: ApprovalRequest, said: dict[str, Any]) -> str:
    """The title: our words, and the name of a payee only as ours when we know the account."""
    known = Payee.objects.of(request.company).filter(mark=request.payee_mark).first() if request.payee_mark else None
    name = known.name if known else _told_name(said)
    whom = name if known else f"«\u00a0{name}\u00a0»"
    return QUESTIONS.get(request.type, QUESTIONS[Type.OTHER]).format(whom=whom if name else "ce bénéficiaire")


def _told_name(said: dict[str, Any]) -> str:
    """The payee's name by the agent's word, as short as a name: the marks around it are ours alone, and it says nothing else."""
    name = re.sub(r"[«»\"“”<>?!€:]+", " ", for_lists(str((said.get("payee") or {}).get("name", ""))))
    return shorten(name, MOST_TOLD, placeholder="…")


def _known(company: Company) -> RequestQuerySet:
    return ApprovalRequest.objects.of(company).select_related("agent", "company")


def _signals(request: ApprovalRequest, said: dict[str, Any]) -> Iterator[Signal]:
    for code in request.facts:
        if code in SIGNALS:
            if code == "refused-before":
                yield Signal(_refused_at(request), SIGNALS[code][1])
                continue
            before = _account_before(request, said) if code == "account-changed" else ""
            yield Signal(*SIGNALS[code], before, request.payee if before else "")


def _refused_at(request: ApprovalRequest) -> str:
    """« Déjà refusé à 09 h 12 »."""
    title, _ = SIGNALS["refused-before"]
    at = refused_before(request.agent, request.type, request.tool, request.payee_mark, bytes(request.action), request.asked_at)
    return f"{title} le {french_moment(at, ZoneInfo(request.company.time_zone))}" if at else title


def _account_before(request: ApprovalRequest, said: dict[str, Any]) -> str:
    name = folded(str((said.get("payee") or {}).get("name", "")))
    known = Payee.objects.of(request.company).filter(folded=name).order_by("-known_at").first()
    return known.account if known else ""


def _facts(request: ApprovalRequest, said: dict[str, Any], limits: list[Limit], at: datetime) -> Iterator[tuple[str, str]]:
    zone = ZoneInfo(request.company.time_zone)
    if limits:
        yield "Pourquoi on vous demande", "\u00a0; ".join(limit_words(limit) for limit in limits)
    if request.payee:
        yield "D’après l’agent, pour", request.payee
    document = said.get("document") or {}
    reference = (said.get("payee") or {}).get("reference") or document.get("number")
    if reference:
        yield "Référence", for_lists(str(reference))
    if said.get("target"):
        yield "Sur quoi, d’après l’agent", for_lists(str(said["target"]))
    if request.payee_mark and request.type == Type.PAYMENT:
        yield "Vos paiements à ce bénéficiaire", paid_before(request, at)
    if request.people > 1:
        yield "Qui doit accepter", "Deux personnes différentes"
    yield "Demandé", near_moment(request.asked_at, at, zone)
    yield "Sans réponse", f"C’est refusé le {french_moment(request.expires_at, zone)}"


def paid_before(request: ApprovalRequest, at: datetime) -> str:
    """« 7 depuis un an, entre 210,00 € et 940,00 € ». One query."""
    used = ApprovalRequest.objects.of(request.company).filter(payee_mark=request.payee_mark, state=RequestState.CONSUMED)
    found = used.filter(consumed_at__gt=at - YEAR).aggregate(many=Count("pk"), low=Min("amount_cents"), high=Max("amount_cents"))
    if not found["many"] or found["low"] is None:
        return "Aucun passé par Garde-fou depuis un an"
    low, high = french_money(found["low"], request.currency), french_money(found["high"], request.currency)
    return f"{found['many']} depuis un an, entre {low} et {high}" if low != high else f"{found['many']} depuis un an, de {low}"

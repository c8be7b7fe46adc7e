"""What reviews add elsewhere: the manner of a review of rights, a card on an agent's page, and what follows when an agent changes."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import Company, Membership
from inventory.actions.agents import FIELD_WORDS
from inventory.enums import State
from inventory.hooks import Panel
from inventory.models import Agent
from reviews.actions import applying, asking
from reviews.enums import Kind, Verdict
from reviews.hooks import Manner
from reviews.models import Point, Review
from reviews.rules import right_sentences, right_verdicts
from reviews.rules.headings import rights_heading, rights_words

LEAD = "Pour chaque droit, dites si l’agent en a encore besoin. Ce que vous retirez l’est à la signature."
WATCHED = ("purpose", "tool", "supplier", "model", "model_supplier")


def rights_manner() -> Manner:
    """How rights are told, answered and signed."""
    return Manner(
        heading=rights_heading,
        period=rights_words,
        told=right_sentences.told,
        offered=_offered,
        refusal=_refusal,
        sign=applying.apply_answers,
        lead=LEAD,
        is_calm=_is_calm,
        word_hint=_word_hint,
        is_grouped=True,
    )


def _offered(point: Point) -> Sequence[Verdict]:
    return right_verdicts.offered(point.code)


def _is_calm(point: Point) -> bool:
    return right_verdicts.is_calm(point.code, point.facts)


def _word_hint(point: Point) -> str:
    return right_verdicts.word_hint(point.code, point.facts)


def _refusal(point: Point, verdict: Verdict, note: str) -> str:
    return right_verdicts.refusal(point.code, point.facts, verdict, note)


def panel(company: Company, agent: Agent, _: datetime) -> Panel:
    """When its rights were looked at last, and the way to look again. Two queries."""
    mine = Review.objects.of(company).filter(kind=Kind.RIGHTS, points__agent=agent).distinct()
    values = {
        "agent": agent,
        "open": mine.open().order_by("opened_at", "pk").first(),
        "last": mine.exclude(sign_off=None).select_related("sign_off").order_by("-sign_off__at").first(),
    }
    return Panel("Revue de ses droits", "reviews/_panel.html", values, is_side=True)


def follow(agent: Agent, changed: Sequence[str], by: Membership, at: datetime) -> None:
    """Another model, tool, supplier or purpose: what it was given is looked at again, when it is in service."""
    told = [FIELD_WORDS[name] for name in changed if name in WATCHED]
    if told and Agent.objects.of(agent.company).in_state(State.ACTIVE).filter(pk=agent.pk).exists():
        asking.after_change(agent, f"Changé\u00a0: {', '.join(told)}.", by=by, at=at)

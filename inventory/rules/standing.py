"""The pill of an agent: one tone, a few words, and always one sentence that says why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from inventory.enums import State
from inventory.rules.days import ends_soon, has_passed
from inventory.rules.missing import AgentFacts, Level, Missing
from lib.dates import short_date


@dataclass(frozen=True)
class Reason:
    """Why an agent stands as it does. The highest `weight` wins; below 40 a state of rest wins over it."""

    tone: str
    words: str
    why: str
    weight: int


# Weights, so that a higher app can put its own reasons in between (inventory.hooks.state_reasons).
RETIRED, STOPPED, PAUSED, PLANNED, TO_TREAT, TO_WATCH, WELL = 100, 90, 60, 50, 40, 20, 0

ALL_WELL = Reason("ok", "Tout va bien", "Rien à signaler.", WELL)
AT_REST = {
    State.RETIRED: Reason("off", "Retiré", "Il ne travaille plus pour vous.", RETIRED),
    State.PAUSED: Reason("off", "En pause", "Il attend que vous le repreniez.", PAUSED),
    State.PLANNED: Reason("off", "Envisagé", "Il n’est pas encore en service.", PLANNED),
}


def standing(state: str, own: Iterable[Reason], others: Iterable[Reason] = ()) -> Reason:
    """The heaviest reason; the first of equals. An agent without any is well."""
    rest = AT_REST.get(State(state)) if state else None
    reasons = [*([rest] if rest else []), *others, *own, ALL_WELL]
    return max(reasons, key=lambda reason: reason.weight)


def own_reasons(agent: AgentFacts, gaps: Sequence[Missing], today: date) -> tuple[Reason, ...]:
    """What the inventory itself has to say."""
    return tuple(_own(agent, gaps, today))


def _own(agent: AgentFacts, gaps: Sequence[Missing], today: date) -> Iterator[Reason]:
    if not agent.in_charge:
        yield Reason("stop", "À traiter", "Personne n’en est responsable.", TO_TREAT + 5)
    for right in agent.rights:
        if has_passed(right.until, today):
            yield Reason("stop", "À traiter", f"Un droit a pris fin\u00a0: {right.name}.", TO_TREAT)
        elif right.until and ends_soon(right.until, today):
            yield Reason("watch", "À surveiller", f"Un droit prend fin le {short_date(right.until)}\u00a0: {right.name}.", TO_WATCH + 5)
    obligatory = [gap for gap in gaps if gap.level == Level.OBLIGATORY]
    if obligatory:
        first = obligatory[0].label
        yield Reason("watch", "À surveiller", f"Il manque\u00a0: {first[0].lower()}{first[1:]}.", TO_WATCH)
    elif to_mend := [gap for gap in gaps if gap.level == Level.MEND]:
        yield Reason("watch", "À surveiller", f"À corriger\u00a0: {to_mend[0].label[0].lower()}{to_mend[0].label[1:]}.", TO_WATCH)
    if to_confirm := sum(gap.level == Level.CONFIRM for gap in gaps):
        points = "un point" if to_confirm == 1 else f"{to_confirm} points"
        yield Reason("ok", "Tout va bien", f"Rien d’urgent\u00a0: {points} à confirmer.", WELL + 1)

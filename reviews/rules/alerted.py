"""What an alert told during the week already: the review says that it was, and what was answered, and asks about it once. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from alerts.rules.live import KINDS
from alerts.rules.unusual.found import Unusual
from reviews.rules.drafts import Draft
from reviews.rules.held import Warned, Week

SAID = {True: "c’est normal", False: "pas normal", None: "je ne sais pas"}
EMPTY: Mapping[str, Any] = MappingProxyType({})
Known = Mapping[tuple[UUID, str], Warned]


def told_at_once(week: Week, odd: Sequence[Unusual]) -> Known:
    """By agent and family, the alert of what the week's own comparison finds too; one that waits for an answer first."""
    found = {(one.agent, str(one.kind)) for one in odd}
    told = sorted((one for one in week.alerts if one.code in KINDS), key=lambda one: not one.is_answered)
    return {place: one for one in told if (place := (one.agent, str(KINDS[one.code]))) in found}


def is_told(one: Warned, known: Known) -> bool:
    """By a point about what is unusual; or it was answered, and the week says no more of it."""
    return one.code in KINDS and (one.is_answered or (one.agent, str(KINDS[one.code])) in known)


def seen(warned: Warned | None) -> dict[str, Any]:
    """What a point keeps of it. `normal` None: they could not tell."""
    return {"alert": {"answered": warned.is_answered, "normal": warned.is_normal}} if warned else {}


def answered_with(drafts: Iterable[Draft], facts: Mapping[str, Any] = EMPTY) -> dict[str, list[str]]:
    """Alerts that a point answers beside its own, for it tells of several things; on top of those in its facts."""
    told = [alert for one in drafts for alert in (str(one.alert or ""), *one.facts.get("beside", ())) if alert]
    alerts = list(dict.fromkeys([*facts.get("beside", ()), *told]))
    return {"beside": alerts} if alerts else {}


def seen_briefly(told: Mapping[str, Any]) -> str:
    """The same beside one thing of several."""
    if "alert" not in told:
        return ""
    return f" (alerte vue\u00a0: {SAID[told['alert']['normal']]})" if told["alert"]["answered"] else " (une alerte l’a signalé)"


def seen_words(alert: Mapping[str, Any]) -> str:
    """One detail of the point."""
    if not alert["answered"]:
        return "Une alerte l’a signalé dans la semaine, et personne n’y a répondu."
    return f"Une alerte l’a signalé dans la semaine. Elle a été vue\u00a0: «\u00a0{SAID[alert['normal']]}\u00a0»."

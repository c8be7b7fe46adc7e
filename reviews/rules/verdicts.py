"""What may be said of a point, how it is shown, and what may be done about it. Tables, by kind of review. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from reviews.enums import RemedyKind, Verdict

OF_WEEK = (Verdict.NORMAL, Verdict.WRONG, Verdict.UNKNOWN)
OF_RIGHT = (Verdict.KEEP, Verdict.REDUCE, Verdict.REMOVE, Verdict.UNKNOWN)
OF_TASK = (Verdict.DONE, Verdict.TO_DO, Verdict.UNKNOWN)  # what an earlier review left to do, a secret, a second factor


@dataclass(frozen=True)
class Face:
    """How an answer looks: on its button, and on its pill."""

    icon: str
    tone: str


FACES: Mapping[str, Face] = {
    Verdict.NORMAL: Face("check", "ok"),
    Verdict.WRONG: Face("x", "stop"),
    Verdict.KEEP: Face("check", "ok"),
    Verdict.REDUCE: Face("minus", "watch"),
    Verdict.REMOVE: Face("x", "stop"),
    Verdict.DONE: Face("check", "ok"),
    Verdict.TO_DO: Face("clock", "watch"),
    Verdict.UNKNOWN: Face("circle-question-mark", "off"),
}
CALM = (Verdict.NORMAL, Verdict.KEEP, Verdict.DONE)  # nothing is left to do about such a point
ASKS = (Verdict.UNKNOWN,)  # somebody will find out: a question, not a blame
OFFERED: Mapping[str, tuple[RemedyKind, ...]] = {
    Verdict.WRONG: (RemedyKind.LIMIT, RemedyKind.RIGHT, RemedyKind.STOP, RemedyKind.INCIDENT, RemedyKind.ASK),
    Verdict.UNKNOWN: (RemedyKind.ASK,),
}
OF_AN_AGENT = (RemedyKind.RIGHT, RemedyKind.STOP)  # nothing to offer about a point that is of no agent
TO_ASK: Mapping[str, str] = {  # what is asked of whoever may, by somebody who may not
    RemedyKind.LIMIT: "Demander une limite",
    RemedyKind.RIGHT: "Demander de retirer un droit",
    RemedyKind.STOP: "Demander de couper l’agent",
    RemedyKind.INCIDENT: "Noter un incident à traiter",
    RemedyKind.ASK: "Se renseigner",
}


def counted(verdicts: Mapping[str, int]) -> str:
    """« 3 c’est normal, 1 pas normal », in the order of the enumeration; empty without an answer."""
    return ", ".join(f"{verdicts[each]} {each.label[0].lower()}{each.label[1:]}" for each in Verdict if verdicts.get(each))

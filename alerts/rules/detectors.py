"""What is unusual in one action. Each detector is pure: an action and what is known around it in, findings out. More join the table."""

from collections.abc import Callable, Iterator

from alerts.enums import Code
from alerts.rules.grants import differences, is_spent
from alerts.rules.seen import Around, Finding, Seen
from journal.rules.reported import key_of

Detector = Callable[[Seen, Around], Iterator[Finding]]


def control(seen: Seen, around: Around) -> Iterator[Finding]:
    """It needed a grant and has none, or one that is not for it (agent contract, section 3)."""
    if not seen.is_real:
        return
    if seen.approval_id is None:
        if around.is_needed and not around.is_told:
            yield _bypassed(seen, "none")
    elif around.grant is None or not is_spent(around.grant, seen):
        yield _bypassed(seen, "not-valid")
    elif around.told_before:
        yield _of(seen, Code.GRANT_REUSED, str(seen.approval_id))
    elif other := list(differences(seen, around.grant)):
        yield _of(seen, Code.GRANT_MISUSED, str(seen.approval_id), differences=other)


def after_stop(seen: Seen, around: Around) -> Iterator[Finding]:
    """It goes on. One alert an agent and a day."""
    if seen.outcome == "done" and (seen.is_after_stop or around.is_halted):
        yield _of(seen, Code.AFTER_STOP, str(seen.alert_day))


def out_of_scope(seen: Seen, around: Around) -> Iterator[Finding]:
    """A verb that no right was ever given for. One alert an agent and a verb, and one more after each right that was taken away."""
    if seen.is_real and seen.verb and not around.may_verb:
        yield _of(seen, Code.OUT_OF_SCOPE, f"{seen.verb} {around.withdrawn}", verb=seen.verb, withdrawn=bool(around.withdrawn))


DETECTORS: tuple[Detector, ...] = (control, after_stop, out_of_scope)


def found_in(seen: Seen, around: Around) -> Iterator[Finding]:
    """Everything the table has to say of it."""
    for detector in DETECTORS:
        yield from detector(seen, around)


def _bypassed(seen: Seen, why: str) -> Finding:
    """Many alike are one alert an agent, kind of act and day."""
    return _of(seen, Code.BYPASSED, f"{seen.type} {why} {seen.alert_day}", why=why)


def _of(seen: Seen, code: Code, about: str, **facts: object) -> Finding:
    """No text of the agent's: an alert outlives the content of the actions behind it."""
    told = {"type": seen.type, "day": str(seen.day), **facts}
    return Finding(seen.agent, code, key_of(code, about), seen.occurred_at, told, seen)

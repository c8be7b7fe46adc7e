"""The facts of a demand as somebody reads them, the most serious first. Words are ours alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from approvals.models import ApprovalRequest
from approvals.rules.risks import RISKS, Fact, read_facts
from lib.dates import MONTHS, french_date, french_moment, near_moment
from lib.money import french_money


@dataclass(frozen=True)
class Signal:
    """Something to look at first. `pairs`: before and after, when we know them. `url`: where to see more."""

    code: str
    title: str
    text: str
    pairs: tuple[tuple[str, str], ...] = ()
    url: str = ""
    label: str = "Voir l’autre demande"

    @property
    def tone(self) -> str:
        """Of its box."""
        return "stop" if RISKS[self.code].is_risky else "watch"


@dataclass(frozen=True)
class Clock:
    """The present moment, where the company is."""

    at: datetime
    zone: ZoneInfo

    def day(self, told: str) -> str:
        return french_date(datetime.fromisoformat(told).astimezone(self.zone).date())

    def moment(self, told: str) -> str:
        return near_moment(datetime.fromisoformat(told), self.at, self.zone)

    def month(self, told: str) -> str:
        """« En octobre », « En mars 2025 »; this very month tells nothing."""
        then, now = datetime.fromisoformat(told).astimezone(self.zone), self.at.astimezone(self.zone)
        if (then.year, then.month) == (now.year, now.month):
            return "Jusqu’ici"
        return f"En {MONTHS[then.month - 1]}{'' if then.year == now.year else f' {then.year}'}"


def signals_of(request: ApprovalRequest, at: datetime) -> tuple[Signal, ...]:
    """No query."""
    return signals_at(request, Clock(at, ZoneInfo(request.company.time_zone)))


def signals_at(request: ApprovalRequest, clock: Clock) -> tuple[Signal, ...]:
    """The same, for who reads many."""
    return tuple(_placed(_signal(fact, clock), request) for fact in read_facts(request.facts))


def first_title(request: ApprovalRequest, at: datetime) -> str:
    """The most serious, in a few words; empty without any."""
    return next((signal.title for signal in signals_of(request, at)), "")


def seen(request: ApprovalRequest) -> str:
    """What a page shows, to say later what changed since: « account-changed,no-reference|1 »."""
    return f"{','.join(fact['code'] for fact in read_facts(request.facts))}|{request.people}"


def changes(before: str, request: ApprovalRequest) -> list[str]:
    """What a page of before did not say, and what holds no more. `before` comes from a form: only codes we know are read."""
    codes, _, people = before.partition("|")
    old, new = _known(codes.split(",")), _known(fact["code"] for fact in read_facts(request.facts))
    told = [f"«\u00a0{RISKS[code].title}\u00a0»" for code in new if code not in old]
    told += [f"«\u00a0{RISKS[code].title}\u00a0» ne vaut plus" for code in old if code not in new]
    return told + (["il faut maintenant deux personnes"] if people == "1" and request.people > 1 else [])


def _known(codes: Iterable[str]) -> list[str]:
    return [code for code in codes if code in RISKS]


def _signal(fact: Fact, clock: Clock) -> Signal:
    risk, more = RISKS[fact["code"]], {}
    if len(fact) > 1 and (tell := TELL.get(fact["code"])):
        more = tell(fact, clock)
    return Signal(**{"code": fact["code"], "title": risk.title, "text": risk.advice} | more)


def _placed(signal: Signal, request: ApprovalRequest) -> Signal:
    """With the way to say what an unknown tool does."""
    if signal.code != "unknown-tool" or not request.tool:
        return signal
    return replace(signal, url=reverse("journal:agent_tools", args=[request.agent_id]), label="Dire ce que fait cet outil")


def _changed(fact: Fact, clock: Clock) -> dict[str, Any]:
    pairs = ((clock.month(fact["paid_at"] or fact["since"]), fact["before"]), ("Aujourd’hui", fact["after"]))
    since = f"Nous connaissons le premier depuis le {clock.day(fact['since'])}."
    return {"text": f"{RISKS['account-changed'].advice} {since}", "pairs": pairs if fact["before"] else ()}


def _refused(fact: Fact, clock: Clock) -> dict[str, Any]:
    return {"title": f"Déjà refusé {clock.moment(fact['at'])}"}


def _paid(fact: Fact, clock: Clock) -> dict[str, Any]:
    amount = french_money(fact["amount_cents"], fact["currency"]) if fact["amount_cents"] is not None else "Montant inconnu"
    by = "" if fact["is_granted"] else ", d’après l’agent"
    return {"text": f"{amount}, {clock.moment(fact['at'])}{by}. {RISKS['paid-already'].advice}"}


def _unusual(fact: Fact, _: Clock) -> dict[str, Any]:
    low, high = french_money(fact["low"], fact["currency"]), french_money(fact["high"], fact["currency"])
    usual = f"D’habitude entre {low} et {high}" if low != high else f"D’habitude {low}"
    return {"text": f"{usual}, sur {fact['many']} paiements depuis un an. {RISKS['unusual-amount'].advice}"}


def _same_amount(fact: Fact, clock: Clock) -> dict[str, Any]:
    when = french_moment(datetime.fromisoformat(fact["at"]), clock.zone)
    return {"text": f"C’était le {when}. {RISKS['same-amount'].advice}"}


def _twin(fact: Fact, _: Clock) -> dict[str, Any]:
    return {"url": reverse("approvals:demand", args=[fact["request"]])}


TELL: dict[str, Callable[[Fact, Clock], dict[str, Any]]] = {
    "account-changed": _changed,
    "refused-before": _refused,
    "paid-already": _paid,
    "unusual-amount": _unusual,
    "same-amount": _same_amount,
    "asked-already": _twin,
}

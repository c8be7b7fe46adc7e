"""Everything a week's review could ask about, each rule's most telling first, findings alike of one agent merged. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, TypeVar
from uuid import UUID

from alerts.enums import Code as Alarm
from alerts.enums import Oddity
from alerts.rules.codes import GRAVE
from alerts.rules.unusual.found import Unusual
from journal.enums import Outcome
from reviews.enums import Code
from reviews.rules import alerted
from reviews.rules.approved import approvals
from reviews.rules.choosing import Chosen
from reviews.rules.drafts import Draft, Line, Window
from reviews.rules.held import Member, Named, Sum, Warned, Week, number
from reviews.rules.masking import shown_name
from reviews.rules.usual import spread

Thing = TypeVar("Thing")
Key = TypeVar("Key")
MOST_BEHIND = 15  # lines named one by one behind a point: beyond, the journal tells the rest
MOST_NAMES, MOST_KINDS, MOST_ALSO, MOST_TOGETHER = 4, 4, 3, 4
ALSO_TOLD = {Code.NEW_NAMES: (Oddity.PAYEE, Oddity.RECIPIENT), Code.SILENT: (Oddity.SILENCE,)}
GRAVE_WEIGHT = 80  # of 100 (alerts.rules.unusual.found)


@dataclass(frozen=True)
class Candidates:
    """`spare`: only for a week that has too little to say."""

    points: Sequence[Draft]
    spare: Sequence[Draft]


def of(week: Week, odd: Sequence[Unusual], window: Window) -> Candidates:
    """In the order of the rules."""
    told = {kind: {one.agent for one in odd if one.kind in kinds} for kind, kinds in ALSO_TOLD.items()}
    scoped, known = also_unusual(week, odd), alerted.told_at_once(week, odd)
    points = [
        *follow_ups(week),
        *alerts(week, window, scoped, known),
        *unusual(odd, scoped, known),
        *approvals(week),
        *blocked(week, window),
        *new_names(week, window, told[Code.NEW_NAMES]),
        *totals(week, window),
        *silent(week, told[Code.SILENT]),
    ]
    return Candidates(points or [Draft(Code.TOTALS, facts={"number": 0})], by_kind(week, window))


def follow_ups(week: Week) -> list[Draft]:
    """What the last reviews asked for and nobody did, the oldest first; alike of one agent are one point."""
    return [
        Draft(
            Code.FOLLOW_UP,
            "watch",
            agent,
            facts={
                "kind": kind,
                "number": len(ones),
                "since": ones[0].opened_at.date().isoformat(),
                "remedies": [str(one.id) for one in ones[:MOST_BEHIND]],
            },
        )
        for (agent, kind), ones in _grouped(week.due, lambda one: (one.agent, one.kind)).items()
    ]


def also_unusual(week: Week, odd: Sequence[Unusual]) -> dict[UUID, Warned]:
    """By agent, an alert about acts without a right, when what is unusual tells of all such acts: they are asked about once."""
    kinds = {(one.agent, str(one.facts.get("type", ""))) for one in odd}
    groups = _grouped((one for one in week.alerts if one.code == Alarm.OUT_OF_SCOPE and not one.is_answered), lambda one: one.agent)
    return {agent: ones[0] for agent, ones in groups.items() if all((agent, one.facts.get("type", "")) in kinds for one in ones)}


def alerts(week: Week, window: Window, scoped: Mapping[UUID, Warned], known: alerted.Known) -> list[Draft]:
    """Those nobody has looked at, and every control that was bypassed, looked at or not: the gravest first, then the most frequent."""
    kept = [one for one in week.alerts if (one.code != Alarm.OUT_OF_SCOPE or one.agent not in scoped) and not alerted.is_told(one, known)]
    told = [one for one in kept if not one.is_answered or one.code in GRAVE]
    groups = _grouped(told, lambda one: (one.agent, one.code)).values()
    return [_alert(ones, window) for ones in sorted(groups, key=_gravity)]


def _gravity(ones: Sequence[Warned]) -> tuple[bool, bool, int, str]:
    return ones[0].code not in GRAVE, all(one.is_answered for one in ones), -sum(one.number for one in ones), str(ones[0].agent)


def _alert(ones: Sequence[Warned], window: Window) -> Draft:
    first = next((one for one in ones if not one.is_answered), ones[0])
    lines = _lines(line for one in ones for line in one.behind)
    answered = [one for one in ones if one.is_answered]
    facts = {
        "code": first.code,
        "number": sum(one.number for one in ones),
        "first": dict(first.facts),
        "alerts": len(ones),
        "answered": len(answered),
        "wrong": sum(one.is_normal is False for one in answered),
    }
    tone = "stop" if first.code in GRAVE else "watch"
    where = _where(window, first.agent) if lines else {}
    return Draft(Code.ALERT, tone, first.agent, alert=first.id, facts=facts, where=where, actions=lines)


def unusual(odd: Sequence[Unusual], scoped: Mapping[UUID, Warned], known: alerted.Known) -> list[Draft]:
    """In the order in which they were ranked, those somebody looked at in the week last. One that tells what an alert told answers it."""
    groups = _grouped(odd, lambda one: (one.agent, str(one.kind)))
    drafts = [_unusual(ones, known.get(place), scoped.get(place[0])) for place, ones in groups.items()]
    return sorted(drafts, key=lambda one: bool(one.facts.get("alert", {}).get("answered")))


def _unusual(ones: Sequence[Unusual], told: Warned | None, scoped: Warned | None) -> Draft:
    first = max(ones, key=lambda one: one.weight)
    groups = ([Line(one.agent, one.occurred_at, one.key, one.seq) for one in each.actions] for each in ones)
    lines = _lines(_in_turn(*map(_spread_out, groups)))
    facts = {"kind": str(first.kind), "number": len(ones), "weight": first.weight, "first": dict(first.facts), **alerted.seen(told)}
    where = dict(first.where) if len(ones) == 1 else {"agent": str(first.agent)}
    warned = told or (scoped if scoped and any(one.facts.get("type") == scoped.facts.get("type") for one in ones) else None)
    tone = "stop" if first.weight >= GRAVE_WEIGHT else "watch"
    return Draft(Code.UNUSUAL, tone, first.agent, alert=warned.id if warned else None, facts=facts, where=where, actions=lines)


def folded(chosen: Chosen, team: Mapping[UUID, Member]) -> Chosen:
    """What was unusual and found no room joins a point of its agent, to be read beside and answered with it. What is left then shares the
    last unusual point, a few words each."""
    points, left = list(chosen.points), []
    for one in chosen.left:
        place = next((n for n, point in enumerate(points) if one.code == Code.UNUSUAL and _has_room(point, one)), None)
        if place is None:
            left.append(one)
        else:
            points[place] = _joined(points[place], one)
    homeless = [one for one in left if one.code == Code.UNUSUAL]
    if homeless:
        last = max(n for n, point in enumerate(points) if point.code == Code.UNUSUAL)
        told = [points[last], *homeless][:MOST_TOGETHER]
        points[last] = _together(told, team)
        left = [one for one in left if one not in told]
    return Chosen(points, left)


def _has_room(point: Draft, other: Draft) -> bool:
    return point.code == Code.UNUSUAL and point.agent == other.agent and len(point.facts.get("also", ())) < MOST_ALSO


def _joined(point: Draft, other: Draft) -> Draft:
    """The journal cannot be filtered on both: their lines are named."""
    also = [*point.facts.get("also", ()), {name: other.facts[name] for name in ("kind", "first", "alert") if name in other.facts}]
    lines = _lines(_in_turn(point.actions, other.actions))
    facts = {**point.facts, "also": also, **alerted.answered_with([other], point.facts)}
    return replace(point, facts=facts, where={"agent": str(point.agent)}, actions=lines)


def _together(drafts: Sequence[Draft], team: Mapping[UUID, Member]) -> Draft:
    """Of several agents; as grave as the gravest of them."""
    known = [one for one in drafts if one.agent and one.agent in team]
    named = [(team[one.agent].name, told) for one in known if one.agent for told in (one.facts, *one.facts.get("also", ()))]
    others = [{"agent": name, **{part: told[part] for part in ("kind", "first", "alert") if part in told}} for name, told in named]
    lines = _lines(_in_turn(*(one.actions for one in drafts)))
    tone = "stop" if any(one.tone == "stop" for one in drafts) else "watch"
    return Draft(Code.UNUSUAL, tone, facts={"number": len(others), "others": others, **alerted.answered_with(drafts)}, actions=lines)


def _in_turn(*groups: Sequence[Line]) -> Iterator[Line]:
    """The first of each, then the second of each."""
    return (line for turn in zip_longest(*groups) for line in turn if line is not None)


def _spread_out(lines: Sequence[Line]) -> Sequence[Line]:
    """At most MOST_BEHIND of them, from the first to the last."""
    return lines[:: max(-(-len(lines) // MOST_BEHIND), 1)]


def blocked(week: Week, window: Window) -> list[Draft]:
    """What an agent tried and could not do: who went furthest beyond its usual first."""
    found = []
    for agent, sums in _by_agent(week, Outcome.BLOCKED).items():
        many, usual = number(sums), spread(week.weeks(agent, "", Outcome.BLOCKED), week.weeks(agent))
        facts = {"number": many, "kinds": _kinds(sums), "usual": usual}
        draft = Draft(Code.BLOCKED, "watch", agent, facts=facts, where=_where(window, agent, issue=str(Outcome.BLOCKED)))
        found.append(((usual[1] if usual else 0) - many, str(agent), draft))
    return [draft for *_, draft in sorted(found, key=lambda one: one[:2])]


def new_names(week: Week, window: Window, known: Set[UUID]) -> list[Draft]:
    """Paid or written to for the first time; whom it paid first, and last those agents of which the unusual one is told already. To an
    agent's first week every address is new: then only whom it paid is told."""
    heard = {agent for agent, _, _ in week.usual}
    told = [one for one in week.names if one.what == "payee" or one.agent in heard]
    groups = _grouped(told, lambda one: one.agent)
    order = sorted(groups, key=lambda agent: (agent in known, not _many(groups[agent], "payee"), -len(groups[agent]), str(agent)))
    return [_named(agent, groups[agent], window) for agent in order]


def _named(agent: UUID, ones: Sequence[Named], window: Window) -> Draft:
    payees, addresses = _many(ones, "payee"), _many(ones, "address")
    names = list(dict.fromkeys(shown_name(one.name) for one in sorted(ones, key=lambda one: one.what != "payee")))
    facts = {"payees": payees, "addresses": addresses, "names": names[:MOST_NAMES]}
    lines = _lines(one.line for one in sorted(ones, key=lambda one: one.what != "payee"))
    return Draft(Code.NEW_NAMES, "watch" if payees else "info", agent, facts=facts, where=_where(window, agent), actions=lines)


def _many(ones: Iterable[Named], what: str) -> int:
    return next((one.number for one in ones if one.what == what), 0)


def totals(week: Week, window: Window) -> list[Draft]:
    """The week of each agent: who left its usual first, then who did the most."""
    addresses = {(one.agent, one.what): one.number for one in week.names}
    found = []
    for agent, sums in _by_agent(week).items():
        many, usual = number(sums), spread(week.weeks(agent))
        facts = _totals(week, agent, sums, usual) | {
            "others": {
                "new-payees": addresses.get((agent, "payee"), 0),
                "new-addresses": addresses.get((agent, "address"), 0),
                "repeated": week.repeated.get(agent, 0),
                "blocked": number(one for one in sums if one.outcome == Outcome.BLOCKED),
            }
        }
        place = (-_beyond(many, usual), -many, str(agent))
        found.append((place, Draft(Code.TOTALS, agent=agent, facts=facts, where=_where(window, agent))))
    return [draft for _, draft in sorted(found, key=lambda one: one[0])]


def _totals(week: Week, agent: UUID, sums: Sequence[Sum], usual: tuple[int, int] | None) -> dict[str, Any]:
    done = [one for one in sums if one.outcome == Outcome.DONE]
    kinds = _kinds(done)
    return {
        "number": number(sums),
        "failed": number(one for one in sums if one.outcome == Outcome.FAILED),
        "usual": usual,
        "template": week.team[agent].template if agent in week.team else "",
        "kinds": kinds,
        "usuals": {kind: spread(week.weeks(agent, kind, Outcome.DONE), week.weeks(agent)) for kind in list(kinds)[:MOST_KINDS]},
        **_money(done),
    }


def by_kind(week: Week, window: Window) -> list[Draft]:
    """What an agent did of one kind, where it did several: the most frequent first."""
    found = []
    for agent, sums in _by_agent(week, Outcome.DONE).items():
        kinds = _kinds(sums)
        for kind, many in kinds.items() if len(kinds) > 1 else ():
            usual = spread(week.weeks(agent, kind, Outcome.DONE), week.weeks(agent))
            facts = {"number": many, "kind": kind, "usual": usual, **_money([one for one in sums if one.kind == kind])}
            draft = Draft(Code.TOTALS, agent=agent, facts=facts, where=_where(window, agent, nature=kind, issue=str(Outcome.DONE)))
            found.append(((-_beyond(many, usual), -many, str(agent), kind), draft))
    return [draft for _, draft in sorted(found, key=lambda one: one[0])]


def silent(week: Week, known: Set[UUID]) -> list[Draft]:
    """In service, not stopped, at work every usual week, and not heard of in this one, if that is not told already. The busiest first."""
    heard = {one.agent for one in week.sums} | known
    quiet = [(agent, spread(week.weeks(agent))) for agent, member in week.team.items() if member.works and agent not in heard]
    missed = sorted(((usual, agent) for agent, usual in quiet if usual and usual[0]), key=lambda one: (-one[0][1], str(one[1])))
    return [Draft(Code.SILENT, "watch", agent, facts={"usual": usual}, where={"agent": str(agent)}) for usual, agent in missed]


def sample(ordinary: int, many: int) -> list[Draft]:
    """A place for what will be drawn."""
    return [Draft(Code.SAMPLE, facts={"number": many, "of": ordinary})] if many else []


def with_lines(draft: Draft, drawn: Sequence[Line]) -> Draft | None:
    """The sample with what was drawn; None when all that is ordinary is told by other points already."""
    if draft.code != Code.SAMPLE:
        return draft
    return replace(draft, facts={**draft.facts, "number": len(drawn)}, actions=tuple(drawn)) if drawn else None


def _beyond(many: int, usual: tuple[int, int] | None) -> int:
    """How far outside of the usual."""
    return max(many - usual[1], usual[0] - many, 0) if usual else 0


def _by_agent(week: Week, *outcomes: str) -> dict[UUID, list[Sum]]:
    return _grouped((one for one in week.sums if not outcomes or one.outcome in outcomes), lambda one: one.agent)


def _kinds(sums: Iterable[Sum]) -> dict[str, int]:
    """How many of each kind, the most frequent first."""
    counted: Counter[str] = Counter()
    for one in sums:
        counted[one.kind] += one.number
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def _money(sums: Iterable[Sum]) -> dict[str, dict[str, dict[str, int]]]:
    """Cents by kind and currency: in all, and at most."""
    with_amount = [one for one in sums if one.cents is not None and one.most is not None and one.currency]
    return {
        "sums": {kind: {one.currency: one.cents or 0 for one in ones} for kind, ones in _grouped(with_amount, _kind_of).items()},
        "biggest": {kind: {one.currency: one.most or 0 for one in ones} for kind, ones in _grouped(with_amount, _kind_of).items()},
    }


def _kind_of(one: Sum) -> str:
    return one.kind


def _where(window: Window, agent: UUID, **more: str) -> dict[str, str]:
    """The journal's own filters: this agent, from the first moment of the window to the last."""
    return {"agent": str(agent), "debut": window.starts_at.isoformat(), "fin": window.ends_at.isoformat(), **more}


def _lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Each once, the first MOST_BEHIND."""
    return tuple({line.seq: line for line in lines}.values())[:MOST_BEHIND]


def _grouped(things: Iterable[Thing], key: Callable[[Thing], Key]) -> dict[Key, list[Thing]]:
    groups: dict[Key, list[Thing]] = {}
    for one in things:
        groups.setdefault(key(one), []).append(one)
    return groups

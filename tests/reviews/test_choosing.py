"""Which points a week shows: the policy, as tables; and the draw, uniform and checkable afterwards."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

import pytest

from alerts.enums import Oddity
from reviews.enums import Code
from reviews.rules.alerted import seen_briefly
from reviews.rules.candidates import MOST_BEHIND, folded
from reviews.rules.choosing import FEWEST, MOST, RULES, Chosen, choose
from reviews.rules.drafts import Draft, Line
from reviews.rules.held import Member
from reviews.rules.sample import MOST as MOST_DRAWN
from reviews.rules.sample import SIZES, drawn, mark, size_of
from tests.cast import AT

ALL = {rule.code: 50 for rule in RULES}


def drafts(many: Mapping[Code, int]) -> list[Draft]:
    """Numbered from the most telling."""
    return [Draft(code, facts={"place": place}) for code, number in many.items() for place in range(number)]


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        ({}, {}),
        ({Code.SAMPLE: 1, Code.TOTALS: 1}, {Code.TOTALS: 1, Code.SAMPLE: 1}),
        # everything at once: each rule has the places it keeps
        (
            ALL,
            {
                Code.FOLLOW_UP: 1, Code.ALERT: 2, Code.UNUSUAL: 3, Code.APPROVALS: 1, Code.BLOCKED: 1, Code.NEW_NAMES: 1, Code.TOTALS: 1,
                Code.SILENT: 1, Code.SAMPLE: 1,
            },
        ),
        # many agents, nothing wrong: the totals take no more than their share
        ({Code.TOTALS: 40, Code.SAMPLE: 1}, {Code.TOTALS: 5, Code.SAMPLE: 1}),
        # a bad week: what is unusual goes before the totals
        ({Code.UNUSUAL: 20, Code.TOTALS: 5, Code.SAMPLE: 1}, {Code.UNUSUAL: 9, Code.TOTALS: 2, Code.SAMPLE: 1}),
        ({Code.ALERT: 9, Code.UNUSUAL: 9, Code.TOTALS: 5, Code.SAMPLE: 1},
         {Code.ALERT: 5, Code.UNUSUAL: 5, Code.TOTALS: 1, Code.SAMPLE: 1}),
    ],
)  # fmt: skip
def test_the_most_telling_take_the_places(found: Mapping[Code, int], chosen: Mapping[Code, int]) -> None:
    shared = choose(drafts(found))
    assert Counter(one.code for one in shared.points) == Counter(chosen)
    assert len(shared.points) <= MOST
    assert len(shared.points) + len(shared.left) == sum(found.values()), "nothing is dropped unsaid"
    for code in found:
        places = [one.facts["place"] for one in shared.points if one.code == code]
        assert places == list(range(len(places))), "of each rule, the first"


def test_points_are_read_in_the_order_of_the_rules() -> None:
    shown = [one.code for one in choose(drafts(dict(reversed(ALL.items())))).points]
    assert shown == sorted(shown, key=[rule.code for rule in RULES].index)


def test_what_the_rules_keep_fits() -> None:
    assert sum(rule.kept for rule in RULES) <= MOST
    assert all(rule.kept <= rule.most for rule in RULES)


@pytest.mark.parametrize(("found", "points"), [(0, 4), (1, FEWEST), (2, FEWEST), (6, 6), (12, 12)])
def test_a_quiet_week_is_filled_up_to_five_points(found: int, points: int) -> None:
    quiet = drafts({Code.ALERT: min(found, 5), Code.UNUSUAL: min(max(found - 5, 0), 6), Code.TOTALS: int(found == 12)})
    spare = [Draft(Code.TOTALS, facts={"kind": str(place)}) for place in range(4)]
    shared = choose(quiet, spare)
    assert len(shared.points) == points
    assert not shared.left


@pytest.mark.parametrize(
    ("ordinary", "size"), [(0, 0), (1, 1), (2, 2), (20, 2), (21, 3), (200, 3), (201, 5), (2_000, 5), (20_000, 8), (20_001, 12), (10**7, 12)]
)
def test_more_is_drawn_where_there_is_more(ordinary: int, size: int) -> None:
    assert size_of(ordinary) == size


def test_sizes_grow() -> None:
    assert [drawn for _, drawn in SIZES] == sorted(drawn for _, drawn in SIZES)
    assert SIZES[-1][1] < MOST_DRAWN


def test_the_same_seed_draws_the_same_rows_and_another_seed_others() -> None:
    rows, seed = range(1000), bytes(32)
    assert drawn(seed, rows, 8) == drawn(seed, reversed(rows), 8)
    assert drawn(seed, rows, 8) != drawn(b"\1" * 32, rows, 8)
    assert mark(seed, 7) == sha256(seed + bytes(7) + b"\7").digest()


def test_a_row_that_is_shown_elsewhere_changes_nothing_for_the_others() -> None:
    seed = b"\2" * 32
    first, *others = drawn(seed, range(1000), 9)
    assert drawn(seed, [row for row in range(1000) if row != first], 8) == others


def test_every_row_is_as_likely_as_any_other() -> None:
    """3,000 draws of five among fifty: chi-square with 49 degrees of freedom stays under its 99.9 % point, 85.35 (NIST, table of
    upper-tail critical values). The seeds are fixed: this never fails by chance."""
    rows, draws, many = 50, 3000, 5
    counted = Counter(row for number in range(draws) for row in drawn(sha256(b"seed %d" % number).digest(), range(rows), many))
    expected = draws * many / rows
    chi_square = sum((counted[row] - expected) ** 2 / expected for row in range(rows)) * rows / (rows - many) * (rows - 1) / rows
    assert 23.98 < chi_square < 85.35  # nor too even: 0.1 % on the other side


AGENTS = [UUID(int=number) for number in range(20)]
TEAM = {agent: Member(agent, f"Agent {agent.int}", "", True) for agent in AGENTS}


ODD = (Oddity.BURST, Oddity.HOURS, Oddity.SENSITIVE)


def odd(agent: int, kind: Oddity, *seqs: int) -> Draft:
    lines = [Line(AGENTS[agent], AT, UUID(int=seq), seq) for seq in seqs]
    return Draft(Code.UNUSUAL, "watch", AGENTS[agent], facts={"kind": str(kind), "number": 1, "first": {}}, actions=lines)


def test_what_finds_no_room_joins_the_point_of_its_agent() -> None:
    first, second = odd(1, Oddity.BURST, 1, 2), odd(1, Oddity.HOURS, 2, 3)
    (point,) = folded(Chosen([first], [second]), TEAM).points
    assert [one["kind"] for one in point.facts["also"]] == ["hours"]
    assert [line.seq for line in point.actions] == [1, 2, 3]
    assert folded(Chosen([first], [second]), TEAM).left == []


def test_what_joins_a_point_brings_its_alert_to_be_answered_with_it() -> None:
    alerts = [UUID(int=number) for number in (71, 72, 73)]
    seen = {"alert": {"answered": True, "normal": False}}
    own, joins, other = (replace(odd(agent, kind), alert=alert) for agent, kind, alert in zip((1, 1, 2), ODD, alerts, strict=True))
    joins = replace(joins, facts={**joins.facts, **seen})
    (point,) = folded(Chosen([own], [joins]), TEAM).points
    assert (point.alert, point.facts["beside"]) == (alerts[0], [str(alerts[1])])
    assert seen_briefly(point.facts["also"][0]) == " (alerte vue\u00a0: pas normal)"
    (shared,) = folded(Chosen([point], [other]), TEAM).points
    assert (shared.alert, shared.facts["beside"]) == (None, [str(one) for one in alerts])
    assert [seen_briefly(one) for one in shared.facts["others"]] == ["", " (alerte vue\u00a0: pas normal)", ""]


def test_what_had_joined_a_point_is_still_told_when_agents_share_it() -> None:
    grave = replace(odd(2, Oddity.BURST), tone="stop")
    shared = folded(Chosen([odd(1, Oddity.BURST), grave], [odd(2, Oddity.HOURS), odd(3, Oddity.HOURS)]), TEAM).points[1]
    assert [(one["agent"], one["kind"]) for one in shared.facts["others"]] == [
        ("Agent 2", "burst"),
        ("Agent 2", "hours"),
        ("Agent 3", "hours"),
    ]
    assert shared.tone == "stop"


def test_what_still_finds_none_shares_the_last_unusual_point() -> None:
    chosen = Chosen([odd(1, Oddity.BURST), odd(2, Oddity.BURST), Draft(Code.SAMPLE)], [odd(n, Oddity.HOURS, n) for n in range(3, 10)])
    shared = folded(chosen, TEAM)
    together = shared.points[1]
    assert together.agent is None
    assert [one["agent"] for one in together.facts["others"]] == ["Agent 2", "Agent 3", "Agent 4", "Agent 5"]
    assert [one.agent for one in shared.left] == AGENTS[6:10], "the rest is counted in the head"
    assert shared.points[0].agent == AGENTS[1]
    assert shared.points[2].code == Code.SAMPLE


def test_a_point_names_few_lines_whatever_it_tells() -> None:
    many = [odd(1, Oddity.BURST, *range(100 * n, 100 * n + 50)) for n in range(1, 5)]
    (point,) = folded(Chosen(many[:1], many[1:]), TEAM).points
    assert len(point.actions) <= MOST_BEHIND

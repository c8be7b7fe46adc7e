"""The inner agent's name is found whichever request it comes in, before its tools or after them."""

import gzip
import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from accounts.boundary import scope
from inventory.models import Agent
from journal.actions import late_names
from journal.actions.intake import report
from journal.enums import Source
from journal.models import Action, InnerName, SampledSource, TraceHeard
from journal.rules.threads import climb, settle
from journal.sources import otlp
from tests.cast import Person
from tests.journal.sources.shapes import AGENT, MIDDLE, TOOL, TRACE, encoded, span, tool, traces
from tests.real_files import ABSENT, SAMPLES
from tests.register import rows

AT = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
OTLP = SAMPLES / "otlp"
FILES = [
    "langgraph-openinference.pb",
    "langgraph-openllmetry.pb.gz",
    "openai-agents-official-v2.pb",
    "openai-agents-openinference.pb.gz",
    "openai-agents-openllmetry.pb",
    "openai-agents-openllmetry.otlp.json",
]
THREE = (
    tool(ids=(TRACE, TOOL, MIDDLE)),
    span(name="turn", ids=(TRACE, MIDDLE, AGENT)),
    span(
        name="invoke_agent Agent devis", ids=(TRACE, AGENT, ""), gen_ai__operation__name="invoke_agent", gen_ai__agent__name="Agent devis"
    ),
)


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        return rows.agent(alice.company, "Facturier", AT)


def heard(agent: Agent, told: dict[str, Any], at: datetime = AT) -> None:
    """As the door of the API does."""
    seen = otlp.traces(encoded(told), is_json=True)
    report(agent, seen.reported, Source.TRACES)
    late_names.join(agent, seen.threads, at=at)


def names(agent: Agent) -> list[tuple[str, bool]]:
    return list(InnerName.objects.of(agent.company).order_by("key").values_list("name", "is_late"))


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_three_requests_in_any_order_give_the_name(alice: Person, agent: Agent, order: tuple[int, ...]) -> None:
    with scope(alice.company):
        for place in order:
            heard(agent, traces(THREE[place]))
        assert names(agent) == [("Agent devis", True)]
        assert TraceHeard.objects.of(alice.company).get().waiting == {}


def test_a_whole_request_names_at_once(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        heard(agent, traces(*THREE))
        assert names(agent) == [("Agent devis", False)]


def test_a_repeat_changes_nothing(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        for place in (0, 1, 2, 0, 2, 1):
            heard(agent, traces(THREE[place]))
        assert names(agent) == [("Agent devis", True)]
        assert Action.objects.of(alice.company).count() == 1


def test_another_agents_trace_of_the_same_number_names_nothing(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        other = rows.agent(alice.company, "Relance", AT)
        heard(agent, traces(THREE[0]))
        heard(other, traces(*THREE[1:]))
        assert names(agent) == []


def test_the_top_of_a_trace_without_an_agent_leaves_the_workflow(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        heard(agent, traces(tool(ids=(TRACE, TOOL, MIDDLE), traceloop__workflow__name="devis")))
        heard(agent, traces(span(name="racine", ids=(TRACE, MIDDLE, ""))))
        assert names(agent) == [("devis", True)]


def test_of_traces_of_something_else_few_are_kept(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        heard(agent, traces(*(span(name="GET /", ids=(f"{n:032x}", TOOL, "")) for n in range(1, 300))))
        assert TraceHeard.objects.of(alice.company).count() == late_names.MOST_OTHERS


def test_a_trace_is_forgotten_after_a_day(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        heard(agent, traces(THREE[0]))
        assert late_names.forget(alice.company, at=AT + timedelta(hours=23)) == 0
        assert late_names.forget(alice.company, at=AT + timedelta(hours=25)) == 1
        heard(agent, traces(*THREE[1:]))
        assert names(agent) == []


def test_circles_and_endless_chains_end() -> None:
    ring = {"a": ("b", ""), "b": ("a", ""), "c": ("c", "")}
    assert climb("a", ring) == climb("c", ring) == ("", "")
    ladder = {str(n): (str(n + 1), "") for n in range(1000)}
    assert climb("0", ladder) == ("", "")
    assert settle(ring, {str(UUID(int=1)): ("a", "")}).waiting == {}


@pytest.mark.parametrize("state", ["ot=th:8", "x=1,ot=rv:abc;th:fd70a4", "ot=p:8;r:62"])
def test_a_source_that_says_it_is_sampled_is_noted(alice: Person, agent: Agent, state: str) -> None:
    with scope(alice.company):
        heard(agent, traces({**tool(), "traceState": state}))
        assert SampledSource.objects.of(alice.company).filter(agent=agent).count() == 1


@pytest.mark.parametrize("state", ["", "ot=th:0", "ot=p:0", "vendor=th:8", "ot=rv:8"])
def test_a_source_that_sends_all_is_not(alice: Person, agent: Agent, state: str) -> None:
    with scope(alice.company):
        heard(agent, traces({**tool(), "traceState": state}))
        assert not SampledSource.objects.of(alice.company).exists()


def cut(data: bytes, is_json: bool) -> list[bytes]:
    """A request as one request a span."""
    if is_json:
        told = json.loads(data)
        return [
            json.dumps({"resourceSpans": [{**resource, "scopeSpans": [{**of, "spans": [one]}]}]}).encode()
            for resource in told["resourceSpans"]
            for of in resource["scopeSpans"]
            for one in of["spans"]
        ]
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    whole, parts = ExportTraceServiceRequest.FromString(data), list[bytes]()
    for resource in whole.resource_spans:
        for one in (one for of in resource.scope_spans for one in of.spans):
            part = ExportTraceServiceRequest()
            added = part.resource_spans.add()
            added.resource.CopyFrom(resource.resource)
            added.scope_spans.add().spans.add().CopyFrom(one)
            parts.append(part.SerializeToString())
    return parts


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("file", FILES)
def test_samples_cut_into_one_request_a_span_give_the_same_name(alice: Person, agent: Agent, file: str, *, is_reversed: bool) -> None:
    path = OTLP / file
    if not path.exists():
        pytest.skip(ABSENT)
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    parts = cut(data, file.endswith("json"))
    with scope(alice.company):
        for part in reversed(parts) if is_reversed else parts:
            seen = otlp.traces(part, is_json=file.endswith("json"))
            report(agent, seen.reported, Source.TRACES)
            late_names.join(agent, seen.threads, at=AT)
        whole = otlp.traces(data, is_json=file.endswith("json"))
        assert [said for said, _ in names(agent)] == [one.inner for one in sorted(whole.reported, key=lambda one: one.key)]
        assert set(whole.agents) == {said for said, _ in names(agent)} <= {"Agent devis", "agent_devis"}

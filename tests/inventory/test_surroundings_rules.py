"""The rules of what surrounds an agent, as tables: gaps, addresses, how to stop it."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from inventory.enums import Environment, Isolation, Memory, Network, Training
from inventory.rules.gaps import Level
from inventory.rules.hosts import BadHost, host_of, hosts_in, shown, typed
from inventory.rules.surroundings import ADVICE, Around, ModuleFacts, SurroundingsFacts, surroundings_gaps
from inventory.ways import OWN_TITLE, tool_of, ways
from lib.vocabulary import vocabulary

TODAY = date(2026, 11, 23)
ID = UUID(int=7)
SAFE = SurroundingsFacts(
    is_described=True, network=Network.NONE, runs_local_code=False, talks_to_agents=False, memory=Memory.NONE, is_beta=False,
    training=Training.NO, training_proof="Contrat, article 7",
)  # fmt: skip
HERE = Around(Isolation.CONTAINER, Environment.PRODUCTION, has_personal=True)


def gaps(facts: SurroundingsFacts, around: Around = HERE) -> list[tuple[str, Level]]:
    return [(gap.code, gap.level) for gap in surroundings_gaps(facts, around, TODAY)]


def test_a_safe_frame_lacks_nothing() -> None:
    assert gaps(SAFE) == []


@pytest.mark.parametrize(
    ("change", "code", "level"),
    [
        ({"is_described": False}, "surroundings", Level.CONFIRM),
        ({"network": ""}, "surroundings_unknown", Level.CONFIRM),
        ({"runs_local_code": None}, "surroundings_unknown", Level.CONFIRM),
        ({"training": ""}, "surroundings_unknown", Level.CONFIRM),
        ({"network": Network.OPEN}, "network_open", Level.RECOMMENDED),
        ({"network": Network.OPEN, "has_sensitive": True}, "network_open_sensitive", Level.OBLIGATORY),
        ({"network": Network.LISTED}, "hosts", Level.CONFIRM),
        ({"talks_to_agents": True}, "agents_unlisted", Level.CONFIRM),
        ({"memory": Memory.LASTING, "has_sensitive": True}, "memory_sensitive", Level.CONFIRM),
        ({"is_beta": True}, "beta_production", Level.RECOMMENDED),
        ({"is_beta": True, "has_sensitive": True}, "beta_production", Level.OBLIGATORY),
        ({"training": Training.YES}, "training_yes", Level.OBLIGATORY),
        ({"training_proof": ""}, "training_proof", Level.RECOMMENDED),
        ({"modules": (ModuleFacts(ID, "Recherche"),)}, "module_unchecked", Level.CONFIRM),
        ({"modules": (ModuleFacts(ID, "Recherche", date(2026, 5, 27)),)}, "module_unchecked", Level.CONFIRM),
    ],
)
def test_each_weakness_is_one_gap_at_its_level(change: dict[str, object], code: str, level: Level) -> None:
    assert gaps(replace(SAFE, **change)) == [(code, level)]


@pytest.mark.parametrize(
    "change",
    [
        {"network": Network.LISTED, "hosts": 2},
        {"talks_to_agents": True, "other_agents": "Moltbook"},
        {"memory": Memory.LASTING},
        {"has_sensitive": True},
        {"modules": (ModuleFacts(ID, "Recherche", date(2026, 5, 28)),)},
    ],
)
def test_what_is_said_and_kept_in_hand_is_no_gap(change: dict[str, object]) -> None:
    assert gaps(replace(SAFE, **change)) == []


@pytest.mark.parametrize(
    ("isolation", "environment", "code", "expected"),
    [
        (Isolation.NONE, Environment.TEST, True, [("code_unisolated", Level.OBLIGATORY)]),
        (Isolation.WORKSTATION, Environment.PRODUCTION, True, [("code_on_workstation", Level.OBLIGATORY)]),
        (Isolation.WORKSTATION, Environment.TEST, True, [("code_on_workstation", Level.RECOMMENDED)]),
        (Isolation.WORKSTATION, Environment.PRODUCTION, False, [("isolation_weak", Level.RECOMMENDED)]),
        (Isolation.NONE, Environment.PRODUCTION, False, [("isolation_weak", Level.RECOMMENDED)]),
        (Isolation.VIRTUAL, Environment.PRODUCTION, True, []),
    ],
)
def test_code_is_run_behind_a_wall(isolation: str, environment: str, code: bool, expected: list[tuple[str, Level]]) -> None:
    assert gaps(replace(SAFE, runs_local_code=code), Around(isolation, environment)) == expected


def test_a_beta_is_for_trials() -> None:
    assert gaps(replace(SAFE, is_beta=True), replace(HERE, environment=Environment.TEST)) == []


def test_unanswered_questions_make_one_gap_that_names_them() -> None:
    (gap,) = surroundings_gaps(SurroundingsFacts(is_described=True), HERE, TODAY)
    assert gap.label.count(",") == 5


def test_every_advice_says_why_who_and_which_rule() -> None:
    assert all(one.why.endswith(".") and one.source and one.rule[3] == "-" for one in ADVICE.values())


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("api.qonto.com", "api.qonto.com"),
        (" API.Qonto.com. ", "api.qonto.com"),
        ("https://api.qonto.com/v2?x=1", "api.qonto.com"),
        ("*.exemple.fr:443", "*.exemple.fr:443"),
        ("café.fr", "xn--caf-dma.fr"),
        ("*.été.exemple.fr", "*.xn--t-9fab.exemple.fr"),
        ("nas", "nas"),
        ("192.168.1.20:8080", "192.168.1.20:8080"),
        ("::1", "[::1]"),
        ("[2001:db8::1]:443", "[2001:db8::1]:443"),
    ],
)
def test_an_address_is_read_and_reads_the_same_again(written: str, host: str) -> None:
    assert host_of(written.strip()) == host == host_of(host) == host_of(typed(host))


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("*", "Partout sur Internet"),
        ("*.fr", "trop de sites"),
        ("api.*.fr", "au début"),
        ("alice:secret@exemple.fr", "mot de passe"),
        ("exemple.fr:0", "port"),
        ("exemple.fr:99999", "port"),
        ("exemple.fr:http", "port"),
        ("exemple.fr:²", "port"),
        ("300.1.1.1", "adresse IP"),
        ("deux mots.fr", "ce n’est pas une adresse"),
        ("-exemple.fr", "ce n’est pas une adresse"),
        ("a..fr", "ce n’est pas une adresse"),
        ("<script>.fr", "ce n’est pas une adresse"),
        ("é" * 300, "ce n’est pas une adresse"),
        (f"{'a' * 64}.fr", "ce n’est pas une adresse"),
    ],
)
def test_what_is_no_address_says_what_to_write(written: str, sentence: str) -> None:
    with pytest.raises(BadHost, match="Ligne 2") as bad:
        hosts_in(f"exemple.fr\n{written}")
    assert sentence in bad.value.args[0]


def test_addresses_come_once_and_no_more_than_two_hundred() -> None:
    assert hosts_in("b.fr\n\nhttps://a.fr\nB.FR") == ("b.fr", "a.fr")
    with pytest.raises(BadHost, match="200 adresses"):
        hosts_in("\n".join(f"a{number}.fr" for number in range(201)))
    assert (shown("xn--caf-dma.fr"), shown("a.fr"), typed("xn--zzzzzz-.fr")) == ("café.fr (xn--caf-dma.fr)", "a.fr", "xn--zzzzzz-.fr")


@pytest.mark.parametrize("isolation", Isolation.values)
def test_every_kind_says_how_to_stop_and_how_to_start_blank(isolation: str) -> None:
    told = ways("", isolation)
    assert told.stop[0].steps
    assert told.restart[0].steps
    assert told.first.endswith(".")


@pytest.mark.parametrize("code", list(vocabulary("isolations")))
def test_every_step_is_a_sentence_and_says_if_it_was_seen(code: str) -> None:
    term = vocabulary("isolations")[code]
    for side in ("arret_fr", "reprise_fr"):
        assert term.extra[side]
        assert all(step.endswith(".") for step in term.extra[side])
    assert term.verified == "a_verifier" or (term.verified == "verifie_essai" and term.ref)


@pytest.mark.parametrize(
    ("tool", "code"),
    [
        ("OpenClaw", "openclaw"), ("Moltbot (serveur)", "openclaw"), ("moltworker", "moltworker"), ("n8n 2.40", "n8n"), ("Make", "make"),
        ("Zapier Agents", "zapier"), ("Microsoft Copilot Studio", "copilot_studio"), ("Claude Code", "claude_code"),
        ("OpenAI Agents SDK", "openai_agents"), ("LangGraph (Python)", "langgraph"), ("Script Python", "python"),
        ("Claude Desktop", "claude_desktop"), ("Remake maison", None), ("Claude", None), ("", None),
    ],
)  # fmt: skip
def test_a_known_tool_is_recognised(tool: str, code: str | None) -> None:
    found = tool_of(tool)
    assert (found.code if found else None) == code


def test_the_owner_s_own_steps_replace_ours_each_on_its_side() -> None:
    told = ways("n8n", Isolation.CONTAINER, stop_how="Débrancher.\n\n Prévenir Alice. ")
    assert [(one.title, one.steps) for one in told.stop] == [(OWN_TITLE, ("Débrancher.", "Prévenir Alice."))]
    assert [one.title for one in told.restart] == ["n8n", "Dans un conteneur"]

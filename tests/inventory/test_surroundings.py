"""What surrounds an agent is said once, changed, read from a file; modules are noted, checked, removed. Each time with one entry."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from accounts.boundary import scope
from accounts.models import Company
from inventory.actions import modules, surroundings, wrangler
from inventory.actions.accounts import LooksLikeSecret
from inventory.actions.modules import AlreadyThere, Module
from inventory.actions.surroundings import Surroundings
from inventory.importers.wrangler import parse
from inventory.models import Agent, AgentModule, Runtime, RuntimeBinding
from inventory.queries.agents import cards
from inventory.rules.gaps import Level
from ledger.queries import history, newest
from tests.cast import AT, Person, make_person
from tests.register import rows
from tests.register.test_import_twice import at_once

FILES = Path(__file__).parent / "wrangler"
EVERYTHING, SMALL, MOLTWORKER = (parse((FILES / name).read_bytes()) for name in ("everything.toml", "small.toml", "moltworker.jsonc"))
SAID = Surroundings("virtual", "listed", ("api.qonto.com",), False, True, "Moltbook", "none", False, "no", "Contrat", "Débrancher.")
KEY = "sk-ant-abcdefghijklmnopqrstuvwx"


@pytest.fixture
def agent(alice: Person, inside: Company) -> Agent:
    return rows.agent(inside, "Facturier", AT)


def acts() -> list[str]:
    return [line.act for line in newest(500)]


def by(person: Person) -> dict[str, object]:
    return {"by": person.membership, "at": AT}


def test_what_is_said_is_kept_with_the_words_of_what_changed(agent: Agent, alice: Person) -> None:
    assert surroundings.describe(agent, SAID, **by(alice))
    told = history(agent.pk)[0].sentence
    assert "Alice Martin a précisé le cadre d’exécution de l’agent Facturier" in told
    assert "son isolation" in told
    assert Agent.objects.of(agent.company).get().isolation == "virtual"
    assert Runtime.objects.of(agent.company).get().hosts == ["api.qonto.com"]
    assert not surroundings.describe(agent, SAID, **by(alice))
    assert acts().count("runtime.described") == 1


def test_saying_that_one_does_not_know_is_an_answer(agent: Agent, alice: Person) -> None:
    assert surroundings.describe(agent, Surroundings(), **by(alice))
    assert not surroundings.describe(agent, Surroundings(), **by(alice))
    assert Runtime.objects.of(agent.company).count() == 1


@pytest.mark.parametrize("field", ["other_agents", "training_proof", "stop_how", "restart_how"])
def test_a_key_is_never_kept(agent: Agent, alice: Person, field: str) -> None:
    with pytest.raises(LooksLikeSecret, match=field):
        surroundings.describe(agent, Surroundings(**{field: KEY}), **by(alice))
    assert not Runtime.objects.of(agent.company).exists()


def test_a_module_is_noted_once_checked_once_removed_once_and_put_back(agent: Agent, alice: Person) -> None:
    module = modules.add(agent, Module("mcp", "Recherche"), **by(alice))
    assert modules.add(agent, Module("mcp", "Recherche"), **by(alice)) == module
    with pytest.raises(AlreadyThere):
        modules.add(agent, Module("mcp", "RECHERCHE", "2"), **by(alice))
    day = AT.date()
    assert [modules.check(module, on=day, **by(alice)) for _ in range(2)] == [True, False]
    assert [modules.remove(module, **by(alice)) for _ in range(2)] == [True, False]
    assert not modules.check(module, on=day + timedelta(days=1), **by(alice))
    assert not modules.edit(module, Module("mcp", "Autre"), **by(alice))
    assert [modules.put_back(module, **by(alice)) for _ in range(2)] == [True, False]
    assert [act for act in acts() if act.startswith("module.")] == [f"module.{one}" for one in ("put_back", "removed", "checked", "added")]
    assert AgentModule.objects.of(agent.company).get().checked_on == day


def test_a_removed_module_is_not_put_back_beside_its_successor(agent: Agent, alice: Person) -> None:
    old = modules.add(agent, Module("mcp", "Recherche", "1"), **by(alice))
    modules.remove(old, **by(alice))
    modules.add(agent, Module("mcp", "Recherche", "2"), **by(alice))
    assert not modules.put_back(old, **by(alice))


def test_a_module_is_said_otherwise_and_its_key_refused(agent: Agent, alice: Person) -> None:
    module = modules.add(agent, Module("mcp", "Recherche"), **by(alice))
    other = modules.add(agent, Module("mcp", "Agenda"), **by(alice))
    assert modules.edit(module, Module("mcp", "Recherche", "1.2"), **by(alice))
    assert "sa version" in history(module.pk)[0].sentence
    with pytest.raises(AlreadyThere):
        modules.edit(other, Module("mcp", "recherche"), **by(alice))
    for field in ("name", "version", "source"):
        with pytest.raises(LooksLikeSecret):
            modules.add(agent, Module(**{"kind": "mcp", "name": "X", field: KEY}), **by(alice))


def taken(agent: Agent, found: object, alice: Person) -> bool:
    return wrangler.take(agent, found, "wrangler.toml", seen=wrangler.compared(agent, found).fingerprint, **by(alice))


def test_a_file_is_taken_twice_without_doubles_and_what_left_it_goes(agent: Agent, alice: Person) -> None:
    assert [taken(agent, EVERYTHING, alice) for _ in range(2)] == [True, False]
    assert RuntimeBinding.objects.of(agent.company).count() == len(EVERYTHING.bindings)
    assert Agent.objects.of(agent.company).get().isolation == "worker"
    assert taken(agent, SMALL, alice)
    left = RuntimeBinding.objects.of(agent.company).values_list("kind", "name", "target")
    assert list(left) == [("main", "src/worker.ts", ""), ("r2", "FICHIERS", "devis-pdf-2")]
    told = [line.sentence for line in newest(500) if line.act == "runtime.read"]
    assert len(told) == 2
    assert "wrangler.toml" in told[0]
    assert "1 lien changé" in told[0]


def test_nothing_but_names_reaches_the_database(agent: Agent, alice: Person) -> None:
    taken(agent, EVERYTHING, alice)
    kept = str(list(RuntimeBinding.objects.of(agent.company).values_list())) + str([line.detail for line in newest(500)])
    assert not [value for value in ("sk_live", "motdepasse", "api.qonto.com,exemple.fr", "'fr'") if value in kept]


def test_a_moltworker_says_that_it_runs_code_and_keeps_what_the_owner_said(agent: Agent, alice: Person) -> None:
    Agent.objects.of(agent.company).update(tool="")
    taken(agent, MOLTWORKER, alice)
    assert Agent.objects.of(agent.company).get().tool == "Moltworker"
    assert Runtime.objects.of(agent.company).get().runs_local_code is True
    surroundings.describe(agent, Surroundings("worker", runs_local_code=False, stop_how="Débrancher."), **by(alice))
    assert not taken(agent, MOLTWORKER, alice)
    assert Runtime.objects.of(agent.company).get().stop_how == "Débrancher."


def test_what_changed_since_the_preview_is_not_done(agent: Agent, alice: Person) -> None:
    seen = wrangler.compared(agent, EVERYTHING).fingerprint
    taken(agent, SMALL, alice)
    with pytest.raises(wrangler.ChangedMeanwhile):
        wrangler.take(agent, EVERYTHING, "wrangler.toml", seen=seen, **by(alice))
    assert RuntimeBinding.objects.of(agent.company).count() == 2


def test_fifty_agents_cost_what_one_costs(agent: Agent, alice: Person, django_assert_num_queries) -> None:
    def found() -> list[Agent]:
        return list(Agent.objects.of(agent.company).with_state().select_related("in_charge__user", "deputy__user").order_by("name"))

    with django_assert_num_queries(2):
        from inventory.queries.surroundings import surroundings_of

        surroundings_of(agent.company, [agent.pk])
    surroundings.describe(agent, SAID, **by(alice))
    for number in range(49):
        other = rows.agent(agent.company, f"Agent {number}", AT)
        surroundings.describe(other, SAID, **by(alice))
        modules.add(other, Module("mcp", "Recherche"), **by(alice))
    agents = found()
    with django_assert_num_queries(2):
        surroundings_of(agent.company, [one.pk for one in agents])
    assert sum(gap.code == "module_unchecked" for card in cards(agent.company, agents, AT) for gap in card.gaps) == 49


def test_sensitive_data_of_a_sheet_or_of_a_right_weigh(agent: Agent, alice: Person) -> None:
    from inventory.queries.surroundings import surroundings_of

    def weighs() -> bool:
        return surroundings_of(agent.company, [agent.pk])[agent.pk].has_sensitive

    assert not weighs()
    right = rows.right(agent, AT)
    type(right).objects.of(agent.company).update(sensitivity="sensitive")
    assert weighs()
    surroundings.describe(agent, Surroundings("container", "open"), **by(alice))
    shown = Agent.objects.of(agent.company).with_state().select_related("in_charge__user", "deputy__user")
    (card,) = cards(agent.company, list(shown), AT)
    assert ("network_open_sensitive", Level.OBLIGATORY) in [(gap.code, gap.level) for gap in card.gaps]


@pytest.mark.slow
def test_six_hands_say_note_and_take_once(transactional_db) -> None:
    from accounts.enums import Role
    from tests.cast import make_company

    alice = make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", Role.OWNER)
    with scope(alice.company):
        agent = rows.agent(alice.company, "Facturier", AT)
        seen = wrangler.compared(agent, EVERYTHING).fingerprint

    def inside(work):
        def run():
            with scope(alice.company):
                return work(Agent.objects.of(alice.company).get())

        return run

    assert len(set(at_once(inside(lambda one: modules.add(one, Module("mcp", "X", checked_on=date(2026, 1, 1)), **by(alice)).pk)))) == 1
    assert sorted(at_once(inside(lambda one: wrangler.take(one, EVERYTHING, "w", seen=seen, **by(alice))))) == [False] * 5 + [True]
    assert sorted(at_once(inside(lambda one: surroundings.describe(one, SAID, **by(alice))))) == [False] * 5 + [True]
    with scope(alice.company):
        assert [acts().count(act) for act in ("module.added", "runtime.read", "runtime.described")] == [1, 1, 1]

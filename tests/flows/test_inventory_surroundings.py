"""An owner says what surrounds an agent, drops a wrangler file, keeps its modules: over HTTP, without JavaScript."""

import random
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.boundary import scope
from approvals.models import Suspension
from inventory.actions import modules, surroundings
from inventory.actions.modules import Module
from inventory.actions.surroundings import Surroundings
from inventory.models import Agent, AgentModule, Runtime, RuntimeBinding
from ledger.queries import newest
from tests.cast import AT, Person, sign_in
from tests.inventory.test_wrangler import mutated
from tests.register import rows

FILES = Path(__file__).parent.parent / "inventory" / "wrangler"
UNKNOWN = {"isolation": "", "network": "", "runs_local_code": "", "talks_to_agents": "", "memory": "", "is_beta": "", "training": ""}
KEY = "sk-ant-abcdefghijklmnopqrstuvwx"
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}\u202eexe"


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        return rows.agent(alice.company, "Facturier", AT)


@pytest.fixture
def client(alice: Person) -> Client:
    return sign_in(alice)


def page(name: str, *keys: object) -> str:
    return reverse(f"inventory:{name}", args=keys)


def sent(client: Client, agent: Agent, name: str, words: bytes | None = None, **more: object):
    words = (FILES / name).read_bytes() if words is None else words
    return client.post(page("wrangler", agent.pk), {"file": SimpleUploadedFile(name, words)}, **more)


def reading(answer) -> str:
    return re.search(r'name="reading" value="([^"]+)"', answer.content.decode()).group(1)


def test_the_page_is_one_click_from_the_agent_and_says_how_to_stop_it(client: Client, agent: Agent) -> None:
    first = client.get(page("agent", agent.pk)).content.decode()
    assert page("surroundings", agent.pk) in first
    assert "openclaw gateway" in first
    shown = client.get(page("surroundings", agent.pk)).content.decode()
    for words in ("Comment l’arrêter", "Comment repartir d’une mémoire vierge", "Pour votre informaticien", "Aucun module noté"):
        assert words in shown
    assert "isolation" not in client.get(page("agent_edit", agent.pk)).content.decode()


def test_every_question_takes_i_do_not_know(client: Client, agent: Agent, alice: Person) -> None:
    assert client.post(page("surroundings_edit", agent.pk), UNKNOWN).status_code == 302
    with scope(alice.company):
        assert Runtime.objects.of(alice.company).count() == 1
    assert "Son cadre d’exécution\u00a0: où il peut aller" in client.get(page("agent", agent.pk)).content.decode()


def test_what_is_said_is_shown_and_told_in_the_history(client: Client, agent: Agent) -> None:
    said = {
        **UNKNOWN,
        "isolation": "virtual",
        "network": "listed",
        "hosts": "https://api.qonto.com/v2\n*.café.fr",
        "talks_to_agents": "yes",
        "other_agents": "Moltbook",
        "training": "no",
        "training_proof": "https://exemple.fr/clause",
        "stop_how": "Débrancher la prise.\nPrévenir Alice.",
    }
    shown = client.post(page("surroundings_edit", agent.pk), said, follow=True).content.decode()
    for words in (
        "Dans une machine virtuelle",
        "api.qonto.com, *.café.fr (*.xn--caf-dma.fr)",
        "Oui\u00a0: Moltbook",
        "Vos consignes",
        "Débrancher",
    ):
        assert words in shown
    assert "openclaw gateway" in shown  # our way to restart blank stays: only the stop was said
    again = client.get(page("surroundings_edit", agent.pk)).content.decode()
    assert "*.café.fr" in again
    assert "xn--" not in again
    assert "a précisé le cadre d’exécution" in client.get(page("agent_history", agent.pk)).content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"network": "listed"}, "au moins une adresse"),
        ({"network": "listed", "hosts": "exemple.fr\na b"}, "Ligne 2"),
        ({"network": "listed", "hosts": "alice:motdepasse@exemple.fr"}, "mot de passe"),
        ({"network": "open", "hosts": "exemple.fr"}, "Seulement les adresses listées"),
        ({"talks_to_agents": "no", "other_agents": "Moltbook"}, "Vous avez répondu non"),
        ({"stop_how": KEY}, "ressemble à une clé"),
        ({"network": "partout"}, "réponse de la liste"),
        ({"hosts": "a\0b", "network": "listed"}, "caractère invisible"),
        ({"hosts": "x" * 20_001, "network": "listed"}, "trop long"),
    ],
)
def test_a_mistake_is_said_and_nothing_changes(client: Client, agent: Agent, alice: Person, said: dict[str, str], sentence: str) -> None:
    answer = client.post(page("surroundings_edit", agent.pk), {**UNKNOWN, **said})
    assert sentence in answer.content.decode()
    with scope(alice.company):
        assert not Runtime.objects.of(alice.company).exists()


def test_a_file_is_read_shown_then_taken_in_one_act(client: Client, agent: Agent, alice: Person) -> None:
    seen = sent(client, agent, "everything.toml")
    shown = seen.content.decode()
    for words in (
        "ce qui ressemble à des clés\u00a0: STRIPE_KEY, hyperdrive.localConnectionString",
        "Où il tourne\u00a0: Worker Cloudflare",
        "devis-pdf",
        "ALLOWED_HOSTS",
        "workers_dev",
    ):
        assert words in shown
    assert "sk_live" not in shown
    assert "motdepasse" not in shown
    with scope(alice.company):
        before = len(newest(500))
        assert not RuntimeBinding.objects.of(alice.company).exists()
    for _ in range(2):
        client.post(page("wrangler_take", agent.pk), {"reading": reading(seen)})
    with scope(alice.company):
        assert len(newest(500)) == before + 1
        assert Agent.objects.of(alice.company).get().isolation == "worker"
    answer = client.get(page("surroundings", agent.pk)).content.decode()
    assert "Lu dans «\u00a0everything.toml\u00a0»" in answer
    assert "Rien de nouveau" in sent(client, agent, "everything.toml").content.decode()


def test_what_left_the_file_is_shown_before_it_goes(client: Client, agent: Agent, alice: Person) -> None:
    client.post(page("wrangler_take", agent.pk), {"reading": reading(sent(client, agent, "everything.toml"))})
    seen = sent(client, agent, "small.toml")
    assert "Ce qui n’est plus dans le fichier, et sera retiré" in seen.content.decode()
    assert "devis-pdf-2 (avant\u00a0: devis-pdf)" in seen.content.decode()
    client.post(page("wrangler_take", agent.pk), {"reading": reading(seen)})
    with scope(alice.company):
        assert RuntimeBinding.objects.of(alice.company).count() == 2


def test_a_moltworker_is_named(client: Client, agent: Agent) -> None:
    assert "C’est un Moltworker" in sent(client, agent, "moltworker.jsonc").content.decode()


def test_an_old_preview_is_shown_again_before_it_is_taken(client: Client, agent: Agent, alice: Person) -> None:
    old = reading(sent(client, agent, "everything.toml"))
    client.post(page("wrangler_take", agent.pk), {"reading": reading(sent(client, agent, "small.toml"))})
    answer = client.post(page("wrangler_take", agent.pk), {"reading": old})
    assert "Relisez les changements" in answer.content.decode()
    with scope(alice.company):
        assert RuntimeBinding.objects.of(alice.company).count() == 2


@pytest.mark.parametrize("forged", ["", "x", "a:b:c"])
def test_a_forged_reading_does_nothing(client: Client, agent: Agent, alice: Person, forged: str) -> None:
    assert client.post(page("wrangler_take", agent.pk), {"reading": forged}).status_code == 302
    with scope(alice.company):
        assert not RuntimeBinding.objects.of(alice.company).exists()


def test_a_reading_is_good_for_one_agent_and_one_person(client: Client, agent: Agent, alice: Person, sofia: Person) -> None:
    with scope(alice.company):
        other = rows.agent(alice.company, "Relance", AT)
    told = reading(sent(client, agent, "small.toml"))
    client.post(page("wrangler_take", other.pk), {"reading": told})
    sign_in(sofia).post(page("wrangler_take", agent.pk), {"reading": told})
    with scope(alice.company):
        assert not RuntimeBinding.objects.of(alice.company).exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (b"", "vide"),
        (b"name = ", "ligne 1"),
        (b"\xff", "UTF-8"),
        (b"#" * (256 * 1024 + 1), "256"),
        (b"[x]\ny = 1", "ne ressemble pas"),
    ],
    ids=range(5),
)
def test_a_file_that_cannot_be_read_is_refused_in_words(client: Client, agent: Agent, words: bytes, sentence: str) -> None:
    answer = sent(client, agent, "wrangler.toml", words)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()


def test_a_damaged_file_is_read_or_refused_and_writes_nothing(client: Client, agent: Agent, alice: Person) -> None:
    dice = random.Random(20261121)  # noqa: S311
    with scope(alice.company):
        before = len(newest(500))
    for _ in range(15):
        assert sent(client, agent, "w.toml", mutated((FILES / "everything.toml").read_bytes(), dice)).status_code == 200
    with scope(alice.company):
        assert len(newest(500)) == before
        assert not RuntimeBinding.objects.of(alice.company).exists()


def test_hostile_names_are_shown_as_text(client: Client, agent: Agent) -> None:
    words = f'name = "a"\n[vars]\n"{HOSTILE}" = 1\n'.encode()
    shown = sent(client, agent, f"{KEY}.toml", words).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}exe" in shown
    assert KEY not in shown
    client.post(page("wrangler_take", agent.pk), {"reading": reading(sent(client, agent, "w.toml", words))})
    assert "<script>alert" not in client.get(page("surroundings", agent.pk)).content.decode()


def test_a_module_lives_its_life(client: Client, agent: Agent, alice: Person) -> None:
    said = {"kind": "mcp", "name": HOSTILE, "version": "1", "source": "javascript:alert(1)"}
    shown = client.post(page("module_add", agent.pk), said, follow=True).content.decode()
    assert "Jamais vérifié" in shown
    assert "<script>alert" not in shown
    assert 'href="javascript' not in shown
    assert "Vérifier ce module ajouté" in client.get(page("agent", agent.pk)).content.decode()
    with scope(alice.company):
        key = AgentModule.objects.of(alice.company).get().pk
    assert "Vérifié le" in client.post(page("module_check", key), follow=True).content.decode()
    assert "déjà un module de ce nom" in client.post(page("module_add", agent.pk), {**said, "version": "2"}).content.decode()
    assert client.post(page("module_edit", key), {**said, "version": "3", "source": "https://exemple.fr/x"}).status_code == 302
    assert 'href="https://exemple.fr/x"' in client.get(page("surroundings", agent.pk)).content.decode()
    assert "Modules retirés" in client.post(page("module_remove", key), follow=True).content.decode()
    assert client.get(page("module_edit", key)).status_code == 302
    assert "Modules retirés" not in client.post(page("module_put_back", key), follow=True).content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": "Recherche"}, "Choisissez ce que c’est"),
        ({"kind": "mcp"}, "Écrivez son nom"),
        ({"kind": "mcp", "name": "X", "source": KEY}, "ressemble à une clé"),
        ({"kind": "mcp", "name": "X", "checked_on": "2999-01-01"}, "aujourd’hui ou un jour passé"),
        ({"kind": "mcp", "name": "X", "checked_on": "hier"}, "Écrivez une date"),
    ],
)
def test_a_module_said_badly_is_not_kept(client: Client, agent: Agent, alice: Person, said: dict[str, str], sentence: str) -> None:
    assert sentence in client.post(page("module_add", agent.pk), said).content.decode()
    with scope(alice.company):
        assert not AgentModule.objects.of(alice.company).exists()


def test_a_stranger_finds_nothing_and_a_guest_only_reads(driss: Person, chloe: Person, agent: Agent, alice: Person) -> None:
    with scope(alice.company):
        module = modules.add(agent, Module("mcp", "Recherche"), by=alice.membership, at=AT)
    stranger, guest = sign_in(driss), sign_in(chloe)
    for name, key in [
        ("surroundings", agent),
        ("surroundings_edit", agent),
        ("wrangler", agent),
        ("module_add", agent),
        ("module_edit", module),
    ]:
        assert stranger.get(page(name, key.pk)).status_code == 404
        assert guest.get(page(name, key.pk)).status_code == (200 if name == "surroundings" else 404)
    for name, key in [("module_check", module), ("module_remove", module), ("wrangler_take", agent)]:
        assert stranger.post(page(name, key.pk)).status_code == guest.post(page(name, key.pk)).status_code == 404
    assert "Noter un module" not in guest.get(page("surroundings", agent.pk)).content.decode()


def test_the_page_of_a_stop_says_how_to_stop_it_where_it_runs(client: Client, agent: Agent, alice: Person) -> None:
    with scope(alice.company):
        surroundings.describe(agent, Surroundings(stop_how="Débrancher la prise."), by=alice.membership, at=AT)
        stop = Suspension.objects.create(company=alice.company, agent=agent, asked_at=AT, asked_by=alice.membership)
    shown = client.get(reverse("approvals:stop", args=[stop.pk])).content.decode()
    assert shown.count("Débrancher la prise.") == 2  # it has no account: that is the step to tick, and the card below
    assert "repartir d’une mémoire vierge" in shown

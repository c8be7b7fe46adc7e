"""A file of actions waits for a person's word, is added once, and is then forgotten."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from accounts.boundary import scope
from inventory.enums import Environment
from inventory.models import Agent
from journal.actions import depositing
from journal.models import Action, Deposit
from ledger.queries import newest
from lib.tables.archive import Unreadable
from tests.cast import Person, sign_in
from tests.journal.sources.shapes import answered, lines, used
from tests.register import rows

AT = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
TABLE = (
    "Date;Heure;Outil;Pour qui;IBAN;Montant;Référence\n20/11/2026;9h12;creer_virement;Lebrun;FR7630006000011234567890189;1 500 €;F-1\n"
    "20/11/2026;9h13;gmail.send;Durand;;;F-2\nhier;;x;;;;\n"
).encode()


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        return rows.agent(alice.company, "Facturier", AT)


def actions(person: Person) -> list[Action]:
    with scope(person.company):
        return list(Action.objects.of(person.company).order_by("occurred_at"))


def test_nothing_is_added_before_a_persons_word(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        waiting = depositing.receive(agent, "mes actions.csv", TABLE, by=alice.membership, at=AT)
        plan = depositing.plan_of(waiting)
        assert (len(plan.fresh), plan.known, len(plan.refused)) == (2, 0, 1)
        assert "a lu le fichier" in newest(1)[0].sentence
    assert actions(alice) == []
    with scope(alice.company):
        taken = depositing.apply(waiting, by=alice.membership, at=AT)
        assert (taken.kept, taken.repeated) == (2, 0)
        said = next(line.sentence for line in newest(5) if line.act == "deposit.applied")
        assert "«\u00a0mes actions.csv\u00a0» au journal de «\u00a0Facturier\u00a0» (actions\u00a0: 2)" in said
    paid, sent = actions(alice)
    assert (paid.type, paid.amount_cents, paid.payee, paid.get_source_display()) == (
        "payment",
        150_000,
        "Lebrun (FR76\u00a0••••\u00a00189)",
        "Fichier déposé",
    )
    assert (sent.type, sent.is_test) == ("message.send", False)


def test_once_decided_the_file_is_forgotten_and_decided_once(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        waiting = depositing.receive(agent, "a.csv", TABLE, by=alice.membership, at=AT)
        depositing.apply(Deposit.objects.of(alice.company).get(), by=alice.membership, at=AT)
        with pytest.raises(depositing.AlreadyDecided):
            depositing.apply(waiting, by=alice.membership, at=AT)
        assert depositing.drop(waiting, by=alice.membership, at=AT) is False
        assert Deposit.objects.of(alice.company).get().found == {}
    assert len(actions(alice)) == 2


def test_the_same_file_sent_again_is_one_and_adds_nothing_new(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        first = depositing.receive(agent, "a.csv", TABLE, by=alice.membership, at=AT)
        assert depositing.receive(agent, "b.csv", TABLE, by=alice.membership, at=AT) == first
        depositing.apply(first, by=alice.membership, at=AT)
        again = depositing.receive(agent, "b.csv", TABLE, by=alice.membership, at=AT)
        assert (depositing.plan_of(again).fresh, depositing.plan_of(again).known) == ([], 2)
        assert depositing.apply(again, by=alice.membership, at=AT).kept == 0
    assert len(actions(alice)) == 2


def test_secrets_are_masked_while_it_waits(alice: Person, agent: Agent) -> None:
    told = lines(used(1, "Bash", {"command": "curl -H 'Authorization: Bearer ghp_abcdefghijklmnopqrstuvwxyz0123456789'"}), answered(1))
    with scope(alice.company):
        waiting = depositing.receive(agent, "s.jsonl", told, by=alice.membership, at=AT)
    assert "ghp_" not in str(waiting.found)


def test_a_trial_agent_stays_on_trial_and_odd_dates_are_refused(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        Agent.objects.of(alice.company).update(environment=Environment.TEST)
        trial = Agent.objects.of(alice.company).select_related("company").get()
        later = TABLE + f"{AT + timedelta(days=9):%d/%m/%Y};;x;;;;F-9\n31/12/1998;;x;;;;F-8\n".encode()
        waiting = depositing.receive(trial, "a.csv", later, by=alice.membership, at=AT)
        assert depositing.ODD_DATE in waiting.found["refused"]
        depositing.apply(Deposit.objects.of(alice.company).get(), by=alice.membership, at=AT)
    assert [one.is_test for one in actions(alice)] == [True, True]


@pytest.mark.parametrize("data", [b"Nom;Outil\nx;y\n", b"Date;Outil\n", b"", b"{}"])
def test_a_file_without_actions_is_refused_and_nothing_is_kept(alice: Person, agent: Agent, data: bytes) -> None:
    with scope(alice.company):
        with pytest.raises(Unreadable):
            depositing.receive(agent, "x", data, by=alice.membership, at=AT)
        assert Deposit.objects.of(alice.company).count() == 0


def test_the_story_over_the_web(alice: Person, agent: Agent) -> None:
    browser = sign_in(alice)
    assert "Déposer un fichier" in browser.get(f"/agents/{agent.pk}/").text
    place = f"/journal/depot/{agent.pk}/"
    refused = browser.post(place, {"actions": SimpleUploadedFile("x.csv", b"Nom;Outil\nx;y\n")})
    assert "Nous ne reconnaissons pas ce fichier" in refused.text
    assert "Choisissez un fichier" in browser.post(place).text
    sent = browser.post(place, {"actions": SimpleUploadedFile("mes actions.csv", TABLE)}, follow=True)
    assert "a envoyé un message, pour Durand" in sent.text
    assert "2 actions à ajouter" in sent.text
    assert "la date ou l’heure n’est pas lisible" in sent.text
    (where, _), *_ = sent.redirect_chain
    assert "mes actions.csv" in browser.get(place).text
    added = browser.post(f"{where}ajout/", follow=True)
    assert "ces actions sont dans le journal" in added.text
    assert "2 actions ajoutées" in added.text
    assert "déjà été ajouté" in browser.post(f"{where}ajout/", follow=True).text
    assert "déjà été ajouté" in browser.post(f"{where}abandon/", follow=True).text
    assert len(actions(alice)) == 2
    other = browser.post(place, {"actions": SimpleUploadedFile("b.csv", TABLE)}, follow=True)
    assert "Rien de nouveau" in other.text
    assert "est écarté" in browser.post(f"{other.redirect_chain[0][0]}abandon/", follow=True).text


def command(file: Path, agent: Agent, *more: str) -> str:
    out = StringIO()
    call_command("import_actions", str(file), "--agent", str(agent.pk), *more, stdout=out, stderr=out)
    return out.getvalue()


def test_the_command_previews_then_adds(alice: Person, agent: Agent, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(TABLE)
    assert '"fresh": 2' in command(file, agent, "--preview", "--json")
    assert actions(alice) == []
    assert "Actions ajoutées\u00a0: 2" in command(file, agent)
    assert "Actions ajoutées\u00a0: 0" in command(file, agent)
    assert len(actions(alice)) == 2


def test_the_command_refuses_in_a_sentence(alice: Person, agent: Agent, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"Nom;Outil\nx;y\n")
    for wanted in (agent, Agent(pk=uuid4())):
        with pytest.raises(SystemExit) as ended:
            command(file, wanted, "--json")
        assert ended.value.code == 2
    with pytest.raises(SystemExit):
        command(tmp_path / "absent", agent)
    assert actions(alice) == []

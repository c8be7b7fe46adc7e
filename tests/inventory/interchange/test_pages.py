"""Agents as a spreadsheet over HTTP and on the command line: send, read, apply once, drop."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from accounts.boundary import scope
from accounts.enums import Role
from inventory.interchange import imports, writing
from inventory.models import Agent, AgentImport
from tests.cast import AT, make_company, make_person, sign_in
from tests.inventory.interchange.furniture import furnish
from tests.register.test_import_twice import at_once

CSV = "Nom;À quoi il sert\nDevis;Chiffrer\n".encode()
HOSTILE = "Nom;À quoi il sert;Outil\n<script>alert(1)</script>;'=1+1;\u202eevil\n".encode()


def send(client, data, name="agents.csv"):
    return client.post(reverse("inventory:agents_import"), {"agents": SimpleUploadedFile(name, data)}, follow=True)


def test_a_file_is_read_shown_then_applied_once(alice):
    client = sign_in(alice)
    page = send(client, CSV)
    assert "Créer cet agent" in page.content.decode()
    box = page.context["plan"].boxes[0]
    url = reverse("inventory:agents_import_application", args=[page.context["import"].pk])
    assert "Vos agents sont importés" in client.post(url, {"take": [box.key]}, follow=True).content.decode()
    assert "déjà décidé" in client.post(url, {"take": [box.key]}, follow=True).content.decode()
    with scope(alice.company):
        assert Agent.objects.of(alice.company).count() == 1
    assert "Rien de nouveau" in send(client, CSV).content.decode()


def test_a_file_left_unfinished_is_on_the_first_page(alice):
    client = sign_in(alice)
    waiting = send(client, CSV).context["import"]
    url = reverse("inventory:agents_import_preview", args=[waiting.pk])
    assert url in client.get(reverse("home")).content.decode()


def test_nothing_ticked_and_unknown_boxes_are_said(alice):
    client = sign_in(alice)
    waiting = send(client, CSV).context["import"]
    url = reverse("inventory:agents_import_application", args=[waiting.pk])
    assert "Cochez au moins une ligne" in client.post(url).content.decode()
    assert "ont changé" in client.post(url, {"take": ["inconnu"]}).content.decode()
    assert "écarté" in client.post(reverse("inventory:agents_import_drop", args=[waiting.pk]), follow=True).content.decode()
    with scope(alice.company):
        assert AgentImport.objects.of(alice.company).get().found == {}


def test_hostile_words_are_shown_and_never_run(alice):
    page = send(sign_in(alice), HOSTILE).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_file_we_do_not_know_says_what_we_accept(alice):
    assert "Nous acceptons" in send(sign_in(alice), b"a;b\n1;2\n").content.decode()
    assert "Choisissez le fichier" in sign_in(alice).post(reverse("inventory:agents_import")).content.decode()


def test_whoever_reads_takes_the_file_out_and_the_record_knows(alice, chloe):
    with scope(alice.company):
        furnish(alice)
    for name, kind in (("agents_workbook", "sheet"), ("agents_csv", "zip")):
        answer = sign_in(chloe).get(reverse(f"inventory:{name}"))
        assert answer["Content-Type"].endswith(kind)
        assert answer["Content-Disposition"].startswith("attachment")
    assert send(sign_in(chloe), CSV).status_code == 404


def run(*words):
    out = io.StringIO()
    try:
        call_command("import_agents", *map(str, words), "--json", stdout=out)
    except SystemExit as stop:
        return stop.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_the_command_previews_creates_and_refuses(alice, tmp_path):
    path = tmp_path / "agents.csv"
    path.write_bytes(CSV)
    assert run(path, "--company", "vasseur", "--preview")[1]["created"] == []
    code, answer = run(path, "--company", "vasseur")
    assert (code, answer["created"]) == (0, ["Devis"])
    assert [(box["about"], box["taken"]) for box in answer["boxes"]] == [("Agent Devis", True)]
    code, answer = run(path, "--company", "vasseur")
    assert (code, "Rien n’est créé" in answer["refused"]) == (2, True)
    path.write_bytes(b"a;b")
    assert run(path, "--company", "vasseur")[0] == 2
    assert run(tmp_path / "absent.csv", "--company", "vasseur")[0] == 2
    assert run(path, "--company", "inconnue")[0] == 2


def test_the_command_completes_without_replacing(alice, tmp_path):
    with scope(alice.company):
        furnish(alice)
        path = tmp_path / "agents.zip"
        path.write_bytes(writing.as_csv_files(alice.company))
    assert run(path, "--company", "vasseur", "--complete")[0] == 2
    path.write_text("Nom;Fonction;Outil\nRelance;Relances;Make\n")
    code, answer = run(path, "--company", "vasseur", "--complete")
    assert (code, [box["taken"] for box in answer["boxes"]]) == (0, [True, False])


@pytest.mark.slow
def test_six_confirmations_at_once_create_once(transactional_db):
    alice = make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", Role.OWNER)

    def work():
        with scope(alice.company):
            waiting = imports.receive(alice.company, "agents.csv", CSV, by=alice.membership, at=AT)
            keys = [box.key for box in imports.plan_of(waiting).boxes]
            imports.apply(waiting, keys, by=alice.membership, at=AT)

    at_once(work)
    with scope(alice.company):
        assert Agent.objects.of(alice.company).count() == 1

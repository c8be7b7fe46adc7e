"""An impact assessment made with the CNIL's tool: read, kept once, shown as words, tied to a processing, given back equal."""

import json
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.boundary import scope
from accounts.enums import Role
from ledger.queries import newest
from lib.tables.archive import Unreadable
from register import imports
from register.importers import formats
from register.models import ImpactAssessment
from register.pia import actions
from register.pia.plain import paragraphs
from register.pia.reading import counted
from register.pia.shown import shown
from tests.cast import AT, make_company, make_person, sign_in
from tests.register import rows
from tests.register.pias import as_file, pia
from tests.register.test_import_twice import at_once


def send(client, data, name="aipd.json"):
    return client.post(reverse("register:import"), {"register": SimpleUploadedFile(name, data)}, follow=True)


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<p>Un</p><p>Deux</p>", ("Un", "Deux")),
        ("<ul><li>Un</li><li>Deux</li></ul>", ("• Un", "• Deux")),
        ("a<script>alert(1)</script>b &amp; c &lt;d&gt;", ("ab & c <d>",)),
        ("<img src=x onerror=y>", ()),
        ("<p>coupé <", ("coupé <",)),
        ("\u202e\x00", ()),
        (None, ()),
        (12, ()),
    ],
)
@pytest.mark.asvs("V1.3.1")
def test_html_becomes_words(html, told):
    assert paragraphs(html) == told


@pytest.mark.parametrize("piece", ["<a ", "<a b='", "<!--", "</", "<![CDATA[", "<script>", "&#"])
def test_an_answer_made_to_be_slow_is_not(piece):
    began = time.process_time()
    paragraphs(piece * 50_000)
    assert time.process_time() - began < 1


def test_its_parts_are_read():
    told = shown(pia())
    assert told.sections[0].answers[0].text == ("Trier des CV.",)
    assert told.sections[4].answers[4].text == ("Importante", "• Refus <b>injuste</b>")
    assert [(one.title, one.mark) for one in told.sections[2].evaluations] == [("Finalités", "à corriger")]
    assert told.measures[0].mark == "acceptable"
    assert told.authors[0].text == ("Alice Martin",)
    assert counted(pia()).status_words == "validation simple"


@pytest.mark.parametrize(
    "content",
    [
        pia(answers=None),
        pia(measures={}),
        pia(comments=[1]),
        {"pia": {}},
        {"answers": []},
        [],
    ],
)
def test_what_the_tool_itself_refuses_is_refused(content, alice, inside):
    with pytest.raises(Unreadable):
        imports.receive(inside, "aipd.json", as_file(content), by=alice.membership, at=AT)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 5000,
        b'{"pia":' + b'{"a":' * 60 + b"1" + b"}" * 61,
        b'{"pia": {"n": ' + b"9" * 6000 + b"}}",
        b'{"pia": {"n": 1e999}}',
        b'{"pia": {"n": NaN}}',
        b'{"pia": "',
        b"{\xff",
    ],
)
def test_absurd_json_is_refused(data):
    with pytest.raises(Unreadable):
        formats.assessment(data)


def test_it_is_imported_once_and_given_back_equal(alice):
    client = sign_in(alice)
    content = pia("Tri de CV\u0000", extra={"clé inconnue": [1.5, None]})
    page = send(client, as_file(content))
    assert "36 réponses" not in page.content.decode()
    assert "2 réponses" in page.content.decode()
    made = client.post(reverse("register:import_creation", args=[page.context["import"].pk]), follow=True)
    assert "Trier des CV" in made.content.decode()
    assert "<script>x" not in made.content.decode()
    kept = made.context["assessment"]
    given = client.get(reverse("register:assessment_file", args=[kept.pk]))
    assert json.loads(given.content) == pia("Tri de CV", extra={"clé inconnue": [1.5, None]})
    again = send(client, given.content)
    assert "Rien de nouveau" in again.content.decode()
    client.post(reverse("register:import_creation", args=[again.context["import"].pk]))
    with scope(alice.company):
        assert ImpactAssessment.objects.of(alice.company).count() == 1
        assert "assessment.imported" in {line.act for line in newest()}


def test_it_is_tied_to_a_processing_and_shown_on_its_sheet(alice):
    client = sign_in(alice)
    with scope(alice.company):
        sheet = rows.whole_sheet(alice, AT)
        waiting = imports.receive(alice.company, "aipd.json", as_file(pia()), by=alice.membership, at=AT)
        kept = actions.apply(waiting, by=alice.membership, at=AT)
    assert "Pas encore rattachée" in client.get(reverse("register:assessments")).content.decode()
    url = reverse("register:assessment_tie", args=[kept.pk])
    client.post(url, {"processing": str(sheet.pk)})
    assert "Tri de CV" in client.get(reverse("register:sheet", args=[sheet.pk])).content.decode()
    assert "n’est plus dans le registre" in client.post(url, {"processing": str(kept.pk)}).content.decode()
    client.post(url, {"processing": ""})
    with scope(alice.company):
        assert [line.act for line in newest() if line.act.startswith("assessment.")][:2] == ["assessment.detached", "assessment.attached"]


def test_a_stranger_and_a_reader_cannot_tie_it(alice, chloe, driss):
    with scope(alice.company):
        waiting = imports.receive(alice.company, "aipd.json", as_file(pia()), by=alice.membership, at=AT)
        kept = actions.apply(waiting, by=alice.membership, at=AT)
    for person in (chloe, driss):
        assert sign_in(person).post(reverse("register:assessment_tie", args=[kept.pk])).status_code == 404
    assert sign_in(driss).get(reverse("register:assessment_file", args=[kept.pk])).status_code == 404


@pytest.mark.slow
def test_six_clicks_keep_one(transactional_db):
    alice = make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", Role.OWNER)

    def work():
        with scope(alice.company):
            waiting = imports.receive(alice.company, "aipd.json", as_file(pia()), by=alice.membership, at=AT)
            actions.apply(waiting, by=alice.membership, at=AT)

    at_once(work)
    with scope(alice.company):
        assert ImpactAssessment.objects.of(alice.company).count() == 1

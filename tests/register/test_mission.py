"""The mission of an agent: what it says, and its one page on paper."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.urls import reverse

from accounts.boundary import scope
from accounts.models import Company
from approvals.actions import stopping as stops
from inventory.enums import Verb
from inventory.models import Agent, Connection, ConnectionUse, Permission
from lib.pdf.check import faults
from register import missions
from register.book import fingerprint
from register.mission import Access, Allowed, Mission, MissionSheet, sorted_out, to_json, until_when
from register.printing import Settings, render
from tests.cast import AT, Person, sign_in
from tests.presses import outside_errors, text_of
from tests.register import rows
from tests.register.books import AT as PRINTED_AT

DAY = date(2027, 3, 31)
MISSION = Mission(
    company="Menuiserie Dubreuil SARL",
    agent="Facturier",
    state="En service",
    purpose="Préparer les factures à partir des devis signés.",
    tool="OpenClaw, Claude",
    in_charge="Alice Martin",
    deputy="Benoît Roux",
    until="Jusqu’au 31 mars 2027",
    may=(Allowed("Lire", "devis", "Préparer les factures", "31 mars 2027"), Allowed("Envoyer", "facture validée", "", "31 mars 2027")),
    may_not=("Supprimer\u00a0: aucun droit ne le permet", "Changer un IBAN"),
    must_ask=("Publier\u00a0: une personne relit d’abord",),
    accounts=(Access("Google Workspace", "factures@dubreuil.example", "Réservé à l’agent", "Console d’administration, Utilisateurs"),),
)


@pytest.mark.parametrize(
    ("forbidden", "never", "asked"),
    [
        ((), (), ()),
        (("Changer un IBAN",), ("Changer un IBAN",), ()),
        (("Publier sans relecture",), (), ("Publier\u00a0: une personne relit d’abord",)),
        (("Citer un client sans accord",), (), ("Citer un client\u00a0: une personne le permet d’abord",)),
        (("Rejeter un candidat seul",), ("Rejeter un candidat seul",), ()),
        (("Modifier un compte sans vérification d’identité",), ("Modifier un compte sans vérification d’identité",), ()),
    ],
)
def test_what_must_be_asked_comes_from_the_template_only(
    forbidden: tuple[str, ...], never: tuple[str, ...], asked: tuple[str, ...]
) -> None:
    assert sorted_out(forbidden) == (never, asked)


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ([], "Aucun droit en cours"),
        ([(DAY, False), (DAY + timedelta(days=1), False)], "Jusqu’au 1er\u00a0avril 2027"),
        ([(None, True)], "Sans limite de date"),
        ([(None, True), (DAY, False)], "Sans limite de date\u00a0; un premier droit finit le 31\u00a0mars 2027"),
        ([(None, False), (DAY, False)], "À préciser"),
    ],
)
def test_until_when_the_mission_runs(ends: list[tuple[date | None, bool]], words: str) -> None:
    assert until_when(ends) == words


@pytest.fixture
def facturier(inside: Company, alice: Person) -> Agent:
    agent = rows.agent(inside, "Facturier", AT)
    Agent.objects.of(inside).filter(pk=agent.pk).update(template="reseaux_sociaux", in_charge=alice.membership)
    rows.right(agent, AT, Verb.SEND, "factures")
    rows.right(agent, AT, Verb.READ, "devis")
    Permission.objects.of(inside).filter(verb=Verb.SEND).update(is_endless=False, until=AT.date() - timedelta(days=1))
    account = Connection.objects.create(company=inside, service="Gmail", opened_at=AT)
    ConnectionUse.objects.create(company=inside, agent=agent, connection=account)
    return agent


@pytest.mark.django_db
def test_a_mission_tells_what_stands_in_the_rows(inside: Company, facturier: Agent) -> None:
    told = missions.build(inside, facturier.pk, AT).mission
    assert (told.agent, told.state, told.in_charge, told.until) == ("Facturier", "En service", "Alice Martin", "Sans limite de date")
    assert [(right.verb, right.resource) for right in told.may] == [("Lire", "devis")]
    assert told.may_not[0] == "Modifier, supprimer, envoyer, commander le système\u00a0: aucun droit ne le permet"
    assert "Publier\u00a0: une personne relit d’abord" in told.must_ask
    assert [account.service for account in told.accounts] == ["Gmail"]
    assert told.accounts[0].revoke


@pytest.mark.django_db
def test_a_stopped_agent_is_said_to_be_stopped_and_the_fingerprint_changes(inside: Company, facturier: Agent, alice: Person) -> None:
    before = missions.build(inside, facturier.pk, AT)
    later = missions.build(inside, facturier.pk, AT + timedelta(days=1), version=7)
    assert to_json(before.mission) == to_json(later.mission)
    stops.stop(inside, agent=facturier, why="Doute", by=alice.membership, at=AT)
    stopped = missions.build(inside, facturier.pk, AT).mission
    assert stopped.state == "Coupé"
    assert to_json(stopped) != to_json(before.mission)


@pytest.mark.django_db
def test_the_page_and_its_pdf_are_reached_from_the_agent(company: Company, alice: Person, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    with scope(company):
        agent = rows.agent(company, "Facturier <b>", AT)
        rows.right(agent, AT)
    client, place = sign_in(alice), reverse("register:mission", args=[agent.pk])
    assert place in client.get(f"/agents/{agent.pk}/").content.decode()
    words = client.get(place).content.decode()
    for expected in (
        "Il peut",
        "Il ne peut pas",
        "Il doit demander",
        "Signature du responsable",
        "Facturier &lt;b&gt;",
        "Aucun accord à demander",
    ):
        assert expected in words
    answer = client.post(reverse("register:ask"), {"mission": agent.pk, "format": "json"}, follow=True).content.decode()
    assert "Fiche de mission de l’agent" in answer
    assert "(PDF)" in answer


@pytest.mark.django_db
def test_a_stranger_finds_no_mission(company: Company, alice: Person, driss: Person) -> None:
    with scope(company):
        agent = rows.agent(company, "Facturier", AT)
    client = sign_in(driss)
    assert client.get(reverse("register:mission", args=[agent.pk])).status_code == 404
    assert client.post(reverse("register:ask"), {"mission": agent.pk}).status_code == 404


@pytest.mark.slow
def test_a_mission_is_one_page_without_a_fault(printing: Settings, tmp_path: Path) -> None:
    out = tmp_path / "mission.pdf"
    printed = render(MissionSheet(MISSION, 3, PRINTED_AT), out, printing)
    assert (printed.pages, printed.fingerprint) == (1, fingerprint(to_json(MISSION)))
    assert faults(out) == []
    assert outside_errors(out) == []
    words = text_of(out)
    for expected in ("Il peut", "Il ne peut pas", "Il doit demander", "Signature", "Alice Martin", "imprimée le 21"):
        assert expected in words
    assert printed.fingerprint in "".join(words.split())
    with pikepdf.open(out) as pdf:
        assert pdf.Root.AF[0].EF.F.read_bytes() == to_json(MISSION)


@pytest.mark.slow
def test_an_empty_mission_prints_and_says_that_nobody_is_in_charge(printing: Settings, tmp_path: Path) -> None:
    out = tmp_path / "mission.pdf"
    empty = replace(MISSION, in_charge="", may=(), may_not=(), must_ask=(), accounts=())
    assert render(MissionSheet(empty, 3, PRINTED_AT), out, printing).is_draft
    assert faults(out) == []
    assert "À compléter" in text_of(out)

"""Every page of the inventory opens, for those who may, and nobody else."""

import pytest
from django.urls import reverse

from accounts.boundary import scope
from inventory.actions import rights
from inventory.actions.accounts import Account
from inventory.actions.agents import Identity
from inventory.actions.declaring import Declaration, declare, start_draft
from inventory.catalogue import template
from inventory.enums import State
from inventory.models import FollowUp, Permission, ProcessedData
from tests.cast import AT, sign_in


@pytest.fixture
def world(alice):
    """One agent with everything, one draft."""
    with scope(alice.company):
        said = Declaration(
            Identity("Facturier", "Établir les factures", in_charge=alice.membership),
            State.ACTIVE,
            "facturation",
            rights=(rights.Asked("read", "Devis"), rights.Asked("send", "Factures", "Facturer", is_endless=True)),
            new_accounts=(Account("Qonto", "claire"),),
            sheet=template("facturation").sheet,
            questions=("Une question\u00a0?",),
        )
        agent = declare(alice.company, said, by=alice.membership, at=AT)
        draft = start_draft(alice.company, template="devis", by=alice.membership, at=AT)
        processing = agent.agent_processings.get().processing
        return {
            "agent_id": agent.pk,
            "draft_id": draft.pk,
            "connection_id": agent.connection_uses.get().connection_id,
            "right_id": Permission.objects.of(alice.company).first().pk,
            "question_id": FollowUp.objects.of(alice.company).get().pk,
            "processing_id": processing.pk,
            "line_id": ProcessedData.objects.of(alice.company).first().pk,
            "purpose_id": processing.purposes.first().pk,
        }


READ = [
    ("agents", []),
    ("agent", ["agent_id"]),
    ("agent_history", ["agent_id"]),
    ("company_accounts", []),
    ("account", ["connection_id"]),
]
WRITE = [
    ("declare", []),
    ("agent_edit", ["agent_id"]),
    ("agent_start", ["agent_id"]),
    ("agent_retire", ["agent_id"]),
    ("rights", ["agent_id"]),
    ("right_grant", ["agent_id"]),
    ("right_edit", ["right_id"]),
    ("right_withdraw", ["right_id"]),
    ("accounts", ["agent_id"]),
    ("account_add", ["agent_id"]),
    ("account_edit", ["connection_id"]),
    ("agent_data", ["agent_id"]),
    ("question", ["question_id"]),
    ("processing_new", []),
    ("processing_edit", ["processing_id"]),
    ("processing_purposes", ["processing_id"]),
    ("processing_data", ["processing_id"]),
    ("processing_people", ["processing_id"]),
    ("processing_recipients", ["processing_id"]),
    ("processing_transfers", ["processing_id"]),
    ("processing_measures", ["processing_id"]),
    ("processing_agents", ["processing_id"]),
    ("processing_end", ["processing_id"]),
]
STEPS = ["modele", "nom", "outil", "personnes", "comptes", "droits", "verification"]


@pytest.mark.parametrize(("name", "keys"), READ + WRITE, ids=lambda value: value if isinstance(value, str) else "")
def test_the_owner_opens_every_page(alice, world, name, keys):
    answer = sign_in(alice).get(reverse(f"inventory:{name}", args=[world[key] for key in keys]))
    assert answer.status_code == 200


@pytest.mark.parametrize("step", STEPS)
def test_the_owner_opens_every_page_of_the_declaration(alice, world, step):
    answer = sign_in(alice).get(reverse("inventory:declare_step", args=[world["draft_id"], step]))
    assert answer.status_code == 200


@pytest.mark.parametrize(("name", "keys"), READ, ids=lambda value: value if isinstance(value, str) else "")
def test_a_guest_reads(chloe, world, name, keys):
    answer = sign_in(chloe).get(reverse(f"inventory:{name}", args=[world[key] for key in keys]))
    assert answer.status_code == 200


@pytest.mark.parametrize(("name", "keys"), WRITE, ids=lambda value: value if isinstance(value, str) else "")
def test_a_guest_changes_nothing(chloe, world, name, keys):
    address = reverse(f"inventory:{name}", args=[world[key] for key in keys])
    client = sign_in(chloe)
    assert client.get(address).status_code == 404
    assert client.post(address).status_code in (404, 405)


@pytest.mark.parametrize(
    ("name", "keys"), [row for row in READ + WRITE if row[1]], ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_stranger_finds_nothing(driss, world, name, keys):
    answer = sign_in(driss).get(reverse(f"inventory:{name}", args=[world[key] for key in keys]))
    assert answer.status_code == 404


@pytest.mark.parametrize("sort", ["purposes", "data"])
def test_a_line_of_a_sheet_opens(alice, world, sort):
    line = world["purpose_id"] if sort == "purposes" else world["line_id"]
    answer = sign_in(alice).get(reverse("inventory:processing_line", args=[world["processing_id"], sort, line]))
    assert answer.status_code == 200


def test_an_unknown_group_or_step_is_not_found(alice, world):
    client = sign_in(alice)
    assert client.get(reverse("inventory:declare_step", args=[world["draft_id"], "nulle-part"])).status_code == 404
    assert client.get(reverse("inventory:processing_line", args=[world["processing_id"], "rien", world["line_id"]])).status_code == 404

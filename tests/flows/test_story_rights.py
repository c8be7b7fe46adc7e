"""Alice gives rights, is asked before reading and editing go together, changes secrets on time, and sees what ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.boundary import scope
from inventory.actions.accounts import Account, attach, note
from inventory.actions.rights import expire_due
from inventory.due import due
from inventory.models import Agent, AgentDraft, Connection, Permission
from ledger.queries import history
from tests.cast import AT, Person, sign_in
from tests.register import rows

TODAY = AT.date()
KEY = "sk-proj-AbCdEf0123456789AbCdEf0123456789"
RIGHT = {"verb": "read", "resource": "Les clients", "reason": "Chiffrer", "limit": "advised", "is_needed": "yes"}


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        return rows.agent(alice.company, "Facturier", AT)


@pytest.fixture
def client(alice: Person, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    return sign_in(alice)


def give(client: Client, agent: Agent, **said: Any) -> str:
    answer = client.post(reverse("inventory:right_grant", args=[agent.pk]), {**RIGHT, **said}, follow=True)
    return answer.content.decode()


def rights(agent: Agent) -> list[Permission]:
    with scope(agent.company):
        return list(Permission.objects.of(agent.company).current().order_by("granted_at", "verb"))


@pytest.mark.parametrize(("verb", "days"), [("read", 365), ("edit", 365), ("delete", 365), ("send", 91), ("command", 91)])
def test_the_length_advised_is_already_chosen(client: Client, agent: Agent, verb: str, days: int) -> None:
    page = client.get(reverse("inventory:right_grant", args=[agent.pk])).content.decode()
    assert 'value="advised" id="id_limit_0" aria-describedby' in page or 'value="advised"' in page
    assert "checked" in page.split('value="advised"')[1][:200]
    give(client, agent, verb=verb)
    assert [one.until for one in rights(agent)] == [TODAY + timedelta(days=days)]


def test_no_limit_for_what_leaves_the_company_wants_a_reason(client: Client, agent: Agent) -> None:
    assert "Dites pourquoi ce droit n’a pas de limite." in give(client, agent, verb="send", limit="endless", reason="")
    assert rights(agent) == []
    give(client, agent, verb="send", limit="endless", reason="Les clients attendent leur facture tous les jours")
    give(client, agent, verb="edit", resource="Devis", limit="endless", reason="")
    assert [one.is_endless for one in rights(agent)] == [True, True]


def test_reading_and_editing_go_together_only_when_she_says_so(client: Client, agent: Agent) -> None:
    give(client, agent)
    asked = give(client, agent, verb="edit", resource="les CLIENTS")
    assert "Oui, il pourra lire et modifier" in asked
    assert "Remplacer le droit de lecture" in asked
    assert len(rights(agent)) == 1
    shown = give(client, agent, verb="edit", resource="les CLIENTS", pair="both")
    assert shown.count("Lit et fait plus\u00a0: voulu") == 2
    assert len(rights(agent)) == 2


def test_the_new_right_may_take_the_place_of_reading(client: Client, agent: Agent) -> None:
    give(client, agent)
    give(client, agent, verb="edit", pair="replace")
    assert [one.verb for one in rights(agent)] == ["edit"]


def test_two_old_rights_that_meet_are_settled_on_their_own_page(client: Client, agent: Agent, alice: Person) -> None:
    with scope(alice.company):
        read, edit = rows.right(agent, AT), rows.right(agent, AT, "edit")  # type: ignore[arg-type]
    place = reverse("inventory:right_pair", args=[read.pk])
    assert place in client.get(reverse("inventory:agent", args=[agent.pk])).content.decode()
    assert "Choisissez avant de continuer." in client.post(place, {}).content.decode()
    client.post(place, {"pair": "replace"})
    assert [one.pk for one in rights(agent)] == [edit.pk]
    assert client.get(reverse("inventory:right_pair", args=[edit.pk])).status_code == 302


def test_a_right_that_begins_later_is_not_on_the_mission_yet(client: Client, agent: Agent) -> None:
    give(client, agent, starts_on="2027-03-01", limit="date", until="2027-08-31", segment="Public", sensitivity="public")
    shown = client.get(reverse("inventory:agent", args=[agent.pk])).content.decode()
    assert "Du 1er\u00a0mars 2027 au 31\u00a0août 2027" in shown
    assert "Pas encore commencé" in shown
    mission = client.get(reverse("register:mission", args=[agent.pk])).content.decode()
    assert "Aucun droit en cours." in mission
    assert "Lire\u00a0: Les clients – Public, pas avant le 1er\u00a0mars 2027" in mission


@pytest.mark.asvs("V2.2.3")
def test_a_right_that_would_end_before_it_begins_is_refused(client: Client, agent: Agent) -> None:
    assert "finirait avant de commencer" in give(client, agent, starts_on="2027-03-01", limit="date", until="2027-02-01")
    assert rights(agent) == []


def test_terms_are_changed_and_parts_are_suggested_afterwards(client: Client, agent: Agent) -> None:
    give(client, agent, segment="Chantiers 2026")
    right = rights(agent)[0]
    said = {"segment": "Public", "sensitivity": "sensitive", "reason": "Relire", "is_needed": "no", "limit": "endless"}
    client.post(reverse("inventory:right_edit", args=[right.pk]), said)
    now = rights(agent)[0]
    assert (now.segment, now.sensitivity, now.reason, now.is_needed, now.until, now.is_endless) == (
        "Public", "sensitive", "Relire", False, None, True,
    )  # fmt: skip
    page = client.get(reverse("inventory:right_grant", args=[agent.pk])).content.decode()
    assert '<option value="Public">' in page
    shown = client.get(reverse("inventory:rights", args=[agent.pk])).content.decode()
    assert "Les clients – Public (sensible)" in shown
    assert "Pas indispensable" in shown


@pytest.mark.parametrize("field", ["resource", "segment", "reason"])
def test_a_key_pasted_in_a_right_is_refused_and_said(client: Client, agent: Agent, field: str) -> None:
    assert "Ceci ressemble à une clé." in give(client, agent, **{field: KEY})
    assert rights(agent) == []


def test_a_right_that_ended_by_itself_is_told_where_she_looks(client: Client, agent: Agent, alice: Person) -> None:
    give(client, agent, verb="send", limit="date", until=f"{TODAY:%Y-%m-%d}")
    later = AT + timedelta(days=1)
    with scope(alice.company):
        expire_due(alice.company, at=later)
        right = Permission.objects.of(alice.company).get()
        assert history(right.pk)[0].sentence.endswith("est arrivé à échéance")
        assert "Un droit a pris fin\u00a0: Facturier" in [one.title for one in due(alice.company, alice.membership, later)]
        assert "Un droit a pris fin" not in str(due(alice.company, alice.membership, AT + timedelta(days=9)))
    assert "Un droit a pris fin" in client.get(reverse("inventory:agent", args=[agent.pk])).content.decode()


def test_the_wizard_asks_before_reading_and_editing_go_together(client: Client, alice: Person) -> None:
    client.post(reverse("inventory:declare"), {"template": "aucun"})
    with scope(alice.company):
        draft = AgentDraft.objects.of(alice.company).get()
    place = reverse("inventory:declare_step", args=[draft.pk, "droits"])
    two = [{"keep": "on", "verb": verb, "resource": "Clients", "limit": "advised"} for verb in ("read", "edit")]

    def post(**more: str) -> Any:
        data = {"droit-TOTAL_FORMS": "2", "droit-INITIAL_FORMS": "0"} | more
        data |= {f"droit-{number}-{name}": value for number, row in enumerate(two) for name, value in row.items()}
        return client.post(place, data)

    asked = post()
    assert asked.status_code == 200
    assert "Dites si les deux sont voulus." in asked.content.decode()
    assert post(**{"droit-1-pair": "replace"}).status_code == 302
    assert [row["keep"] for row in kept(alice, draft)] == [False, True]
    assert post(**{"droit-1-pair": "both"}).status_code == 302
    assert [(row["keep"], row["pair"]) for row in kept(alice, draft)] == [(True, ""), (True, "both")]
    client.post(reverse("inventory:declare_step", args=[draft.pk, "verification"]), {"sheet": "later"})
    with scope(alice.company):
        assert Permission.objects.of(alice.company).filter(paired_at=None).count() == 1


def test_a_draft_kept_for_later_never_slips_two_rights_through(client: Client, alice: Person) -> None:
    client.post(reverse("inventory:declare"), {"template": "aucun"})
    with scope(alice.company):
        draft = AgentDraft.objects.of(alice.company).get()
        said = {"keep": True, "resource": "Clients", "reason": "", "limit": "endless", "until": None}
        draft.answers = {"droits": {"rights": [{**said, "verb": verb} for verb in ("read", "edit")]}}
        draft.save(update_fields=["answers"])
    answer = client.post(reverse("inventory:declare_step", args=[draft.pk, "verification"]), {"sheet": "later"}, follow=True)
    assert "Il lirait et ferait plus sur la même chose" in answer.content.decode()
    with scope(alice.company):
        assert not Agent.objects.of(alice.company).exists()


def kept(alice: Person, draft: AgentDraft) -> list[dict[str, Any]]:
    with scope(alice.company):
        return list(AgentDraft.objects.of(alice.company).get(pk=draft.pk).answers["droits"]["rights"])


def test_a_secret_is_late_until_she_says_that_it_was_changed(client: Client, agent: Agent, alice: Person) -> None:
    told = Account("Qonto", "agent", "dedicated", "key", True, "vault", "kv/qonto", TODAY - timedelta(days=91), 90, "Réglages")
    with scope(alice.company):
        account = note(alice.company, told, by=alice.membership, at=AT)
        attach(agent, account, by=alice.membership, at=AT)
        late = [one for one in due(alice.company, alice.membership, AT) if "secret" in one.title]
    assert [(one.title, one.due_on) for one in late] == [("Changer le secret du compte Qonto (agent)", TODAY - timedelta(days=1))]
    place = reverse("inventory:account", args=[account.pk])
    assert "Le secret de ce compte est à changer" in client.get(place).content.decode()
    assert "Changer le secret, la date est passée" in client.get(reverse("inventory:agent", args=[agent.pk])).content.decode()
    rotate = reverse("inventory:account_rotated", args=[account.pk])
    assert "Ce jour n’est pas encore venu." in client.post(rotate, {"rotated_on": "2099-01-01"}).content.decode()
    shown = client.post(rotate, {}, follow=True).content.decode()
    assert "Le secret de ce compte est à changer" not in shown
    assert "Alice Martin a changé le secret du compte Qonto (agent), le 23\u00a0novembre 2026" in shown
    assert "Rien n’a changé" in client.post(rotate, {}, follow=True).content.decode()
    with scope(alice.company):
        assert not [one for one in due(alice.company, alice.membership, AT) if "secret" in one.title]


def test_an_account_is_described_in_full_and_its_service_is_offered_next_time(client: Client, agent: Agent, alice: Person) -> None:
    place = reverse("inventory:account_add", args=[agent.pk])
    said = {
        "service": "Logiciel du menuisier", "sign_in": "key", "secret_keeper": "wrangler", "secret_place": "wrangler: MENUISIER",
        "rotated_on": "2026-11-01", "rotation": "own", "rotation_own": "",
    }  # fmt: skip
    assert "Écrivez tous les combien de jours" in client.post(place, said).content.decode()
    assert "Ceci ressemble à une clé." in client.post(place, {**said, "rotation_own": "60", "secret_place": KEY}).content.decode()
    client.post(place, {**said, "rotation_own": "60"})
    with scope(alice.company):
        account = Connection.objects.of(alice.company).get()
    assert (account.secret_keeper, account.rotation_days) == ("wrangler", 60)
    edit = client.get(reverse("inventory:account_edit", args=[account.pk])).content.decode()
    assert 'value="60"' in edit
    assert '<option value="Logiciel du menuisier">' in client.get(place).content.decode()


def test_accounts_are_searched_sorted_and_paged(client: Client, agent: Agent, alice: Person) -> None:
    with scope(alice.company):
        for number in range(60):
            note(alice.company, Account(f"Service {number:02}"), by=alice.membership, at=AT)
        plain = note(alice.company, Account("Zimbra", secret_keeper="plain"), by=alice.membership, at=AT)
        attach(agent, plain, by=alice.membership, at=AT)
    place = reverse("inventory:company_accounts")
    first = client.get(place).content.decode()
    assert "Page 1 sur 2" in first
    assert "Zimbra" not in first
    mended_first = client.get(place, {"tri": "a-corriger"}).content.decode()
    assert mended_first.index("Zimbra") < mended_first.index("Service 00")
    assert "Ranger dans un coffre le secret gardé en clair" in mended_first
    by_agent = client.get(place, {"q": "FACTURIER"}).content.decode()
    assert "Zimbra" in by_agent
    assert "Service 00" not in by_agent
    assert client.get(place, {"q": "\0'%_", "tri": "x", "page": "-3"}).status_code == 200

"""Driss owns another company of the same installation. He knows every identifier of Alice's, and nothing comes of it."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from accounts.boundary import scope
from accounts.crossing import FIELD
from accounts.enums import Role
from accounts.models import Company, Membership
from accounts.securing import has_company
from register.exporting import path_of
from register.models import Export
from tests.cast import AT, Person, make_person, sign_in
from tests.flows.crawling import Form, walk
from tests.guards.world import Ids, furnish

# Drawn by chance (version 4): what is computed from a file is the same for two companies that drop the same file.
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
HIS_OWN = ("/compte/", "/deconnexion/", "/entreprise/choisir/")  # pages of the person, which hold nothing of a company

pytestmark = pytest.mark.slow


@pytest.fixture
def hers(alice: Person, settings: Any, tmp_path: Path) -> Ids:
    settings.DATA_DIR = tmp_path
    return furnish(alice)


def rows(company: Company) -> str:
    """Every row of a company, as text."""
    told = []
    with scope(company), connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if has_company(model) or model._meta.db_table == "accounts_company":
                cursor.execute(f"select t::text from {model._meta.db_table} t order by 1")
                told += [f"{model._meta.db_table} {line}" for (line,) in cursor.fetchall()]
    return "\n".join(told)


def seal(company: Company) -> str:
    return sha256(rows(company).encode()).hexdigest()


def forms_of(client: Client) -> list[Form]:
    return list({form.shape: form for page in walk(client, "/") for form in page.forms if form.method == "post"}.values())


def test_her_forms_are_not_there_for_him(alice: Person, driss: Person, hers: Ids) -> None:
    forms = [form for form in forms_of(sign_in(alice)) if UUID.search(form.action)]
    assert len(forms) > 20
    before, his = seal(alice.company), sign_in(driss)
    own = {FIELD: str(driss.company.pk)}  # with the mark of her company he is refused before the page is asked (test_crossing)
    answers = {form.action: his.post(form.action, form.answers() | own).status_code for form in forms}
    assert {action: code for action, code in answers.items() if code != 404} == {}
    assert seal(alice.company) == before


@pytest.mark.asvs("V8.2.2")
def test_her_pages_are_not_there_for_him(alice: Person, driss: Person, hers: Ids) -> None:
    addresses = {page.address for page in walk(sign_in(alice), "/") if UUID.search(page.address)}
    assert len(addresses) > 20
    his = sign_in(driss)
    assert {address: code for address in addresses if (code := his.get(address).status_code) != 404} == {}


def test_her_finished_register_is_not_there_for_him(alice: Person, driss: Person, hers: Ids) -> None:
    with scope(alice.company):
        export = Export.objects.of(alice.company).get(pk=hers["export_id"])
        Export.objects.of(alice.company).filter(pk=export.pk).update(ready_at=AT, file_sha256="0" * 64, size_bytes=4)
    path_of(export).parent.mkdir(parents=True)
    path_of(export).write_bytes(b"%PDF")
    address = f"/registre/exports/{export.pk}/fichier/"
    assert b"".join(sign_in(alice).get(address).streaming_content) == b"%PDF"
    assert [sign_in(driss).get(f"/registre/exports/{export.pk}/{page}").status_code for page in ("", "fichier/")] == [404, 404]


@pytest.mark.asvs("V8.2.3")
def test_her_identifiers_in_his_forms_reach_nothing(alice: Person, driss: Person, hers: Ids) -> None:
    furnish(driss)
    her_ids = set(UUID.findall(rows(alice.company)))
    before, his = seal(alice.company), sign_in(driss)
    mine = [value for name, value in hers.items() if name.endswith("_id")]
    for form in forms_of(his):
        if not form.action.startswith(HIS_OWN):
            for value in mine:
                cookies = his.cookies.copy()
                assert his.post(form.action, with_ids(form, str(value))).status_code < 500, form.action
                his.cookies = cookies
    assert seal(alice.company) == before
    assert her_ids & set(UUID.findall(rows(driss.company))) == set()


def with_ids(form: Form, value: str) -> dict[str, str]:
    """The form with this identifier wherever one stands."""
    answers = form.answers()
    for one in form.fields.values():
        if any(UUID.fullmatch(choice) for choice in [one.value, *one.choices]):
            answers[one.name] = value
    return answers


def test_who_left_finds_nothing_and_changes_nothing(alice: Person, hers: Ids) -> None:
    gone = make_person(alice.company, "Yves Parti", Role.OWNER)
    forms = forms_of(sign_in(gone))
    with scope(alice.company):
        Membership.objects.of(alice.company).filter(pk=gone.membership.pk).update(ended_at=AT)
    before = seal(alice.company)
    answers = [sign_in(gone).post(form.action, form.answers()) for form in forms if not form.action.startswith(HIS_OWN)]
    assert {(answer.status_code, answer.headers.get("Location")) for answer in answers} == {(302, "/connexion/")}
    assert seal(alice.company) == before


def test_somebody_of_two_companies_is_in_one_at_a_time(alice: Person, driss: Person, hers: Ids) -> None:
    with scope(alice.company):
        Membership.objects.create(company=alice.company, user=driss.user, role=Role.GUEST, started_at=AT)
    his, agent = sign_in(driss), f"/agents/{hers['agent_id']}/"
    assert his.get(agent).status_code == 404
    assert his.post("/entreprise/choisir/", {"company": str(alice.company.pk)}).status_code == 302
    assert his.get(agent).status_code == 200
    assert his.get(f"{agent}modifier/").status_code == 404  # a guest here, an owner there
    assert his.post("/entreprise/choisir/", {"company": str(driss.company.pk)}).status_code == 302
    assert his.get(agent).status_code == 404

"""Makes the sample company through the product’s own actions, so that its record is as real as any other."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.hashers import make_password

from accounts.actions.company import edit_company
from accounts.actions.factors import NewFactor
from accounts.actions.opening import NewOwner, make_setup_code, open_company, try_setup_code
from accounts.actions.people import add_person
from accounts.actions.telling import actor_of
from accounts.boundary import scope
from accounts.enums import Role
from accounts.factors import new_key, new_sheet
from accounts.models import Company, Membership
from demo.month import live
from demo.reviews import review
from inventory import catalogue, services
from inventory.actions import lines, modules, processings, surroundings, words
from inventory.actions.accounts import Account, note
from inventory.actions.agents import Identity
from inventory.actions.declaring import Declaration, declare
from inventory.actions.processings import Notice
from inventory.actions.rights import Asked
from inventory.actions.words import Said
from inventory.enums import State
from inventory.models import Agent, Connection, Processing, Recipient
from inventory.rules.days import company_day

FILE = Path(__file__).parent / "menuiserie.yaml"
IDENTITY = ("name", "purpose", "tool", "supplier", "model", "model_supplier", "host_country", "environment", "isolation")

Told = dict[str, Any]


def told() -> Told:
    """The file, as it is."""
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def load(password: str, *, at: datetime) -> Company:
    """Company, people, accounts, agents and their sheets. Raises AlreadyOpen when the installation has a company."""
    said = told()
    facts: Told = said["company"]
    code = try_setup_code(make_setup_code(at=at), at=at)
    if code is None:
        raise RuntimeError("the set-up code made a moment ago is refused")
    owner = NewOwner(name=said["owner"]["name"], email=said["owner"]["email"], password=make_password(password))
    opened = open_company(code, facts, owner, NewFactor(key=new_key(), codes=new_sheet()), at=at)
    with scope(opened.company):
        by = actor_of(opened.user)
        edit_company(opened.company, {name: value for name, value in facts.items() if name not in ("slug", "name", "siren")}, by=by, at=at)
        for person in said["people"]:
            add_person(opened.company, email=person["email"], name=person["name"], role=Role(person["role"]), by=by, at=at)
        _agents(opened.company, said, at)
    return opened.company


def _agents(company: Company, said: Told, at: datetime) -> None:
    people = {one.user.name: one for one in Membership.objects.of(company).current().select_related("user", "company")}
    owner = people[said["owner"]["name"]]
    for one in said["words"]:
        words.add(company, one["list"], Said(**{name: value for name, value in one.items() if name != "list"}), by=owner, at=at)
    accounts = {key: _account(company, one, owner, at) for key, one in said["accounts"].items()}
    today = company_day(at, company.time_zone)
    for one in said["agents"]:
        agent = declare(company, _declaration(one, people, accounts, today), by=owner, at=at)
        _complete(agent, one["sheet"], owner, at)
        _surround(agent, one, owner, today, at)
    live(company, owner, at=at)
    review(company, owner, at=at)


def _account(company: Company, said: Told, by: Membership, at: datetime) -> Connection:
    advice = services.revoke_advice(said["service"])[:300]
    ago = said.get("rotated_days_ago")
    rotated_on = company_day(at, company.time_zone) - timedelta(days=ago) if ago is not None else None
    told = {name: value for name, value in said.items() if name != "rotated_days_ago"}
    return note(company, Account(**{"revoke_where": advice, "rotated_on": rotated_on, **told}), by=by, at=at)


def _declaration(said: Told, people: dict[str, Membership], accounts: dict[str, Connection], today: date) -> Declaration:
    template = catalogue.templates()[said["template"]]
    own = {"name": said["sheet"]["name"], "source": said["sheet"].get("source", template.sheet.source)}
    model, maker = (said.get("model_supplier", ""), said.get("model", "")), (said.get("supplier", ""), said.get("tool", ""))
    sheet = catalogue.with_suppliers(replace(template.sheet, **own), model=model, maker=maker)
    identity = Identity(
        **{name: said[name] for name in IDENTITY}, in_charge=people[said["in_charge"]], deputy=people.get(said.get("deputy", ""))
    )
    return Declaration(
        identity=identity,
        state=State.ACTIVE,
        template=template.code,
        rights=tuple(_right(right, accounts, today) for right in said["rights"]),
        known_accounts=tuple(accounts[key] for key in said["accounts"]),
        sheet=sheet,
        confirmed=frozenset(said["sheet"].get("confirmed", ())),
    )


def _right(said: Told, accounts: dict[str, Connection], today: date) -> Asked:
    until = said.get("until", "")
    more: Told = {"connection": accounts.get(said.get("account", ""))}
    more |= {name: said[name] for name in ("segment", "sensitivity", "is_needed", "pairing") if name in said}
    return Asked(said["verb"], said["resource"], said["reason"], _day(until, today), until == "endless", **more)


def _day(words: str, today: date) -> date | None:
    """« +8 » is in eight days; « 31-03 » the next 31 March; « endless » and nothing are no day."""
    if words in ("", "endless"):
        return None
    if words.startswith("+"):
        return today + timedelta(days=int(words))
    day, month = (int(part) for part in words.split("-"))
    this_year = date(today.year, month, day)
    return this_year if this_year > today + timedelta(days=14) else date(today.year + 1, month, day)


def _surround(agent: Agent, said: Told, by: Membership, today: date, at: datetime) -> None:
    """What stands around the agent, and its modules; `checked` is so many days ago, nothing is never."""
    if told_of := said.get("runtime"):
        facts = {**told_of, "hosts": tuple(told_of.get("hosts", ()))}
        surroundings.describe(agent, surroundings.Surroundings(isolation=agent.isolation, **facts), by=by, at=at)
    for one in said.get("modules", ()):
        checked = today - timedelta(days=one["checked"]) if "checked" in one else None
        known = {name: value for name, value in one.items() if name != "checked"}
        modules.add(agent, modules.Module(**known, checked_on=checked), by=by, at=at)


def _complete(agent: Agent, said: Told, by: Membership, at: datetime) -> None:
    """What the owner wrote on the sheet after the declaration."""
    processing = Processing.objects.of(agent.company).select_related("company").get(agent_processings__agent=agent)
    today = company_day(at, agent.company.time_zone)
    for transfer in said.get("transfers", ()):
        checked = {"checked_on": today - timedelta(days=transfer["checked"])} if "checked" in transfer else {}
        told = {name: value for name, value in transfer.items() if name != "checked"}
        lines.add(processing, "transfers", {**told, **checked}, by=by, at=at)
    for code, ago in said.get("contracts", {}).items():
        receiving = Recipient.objects.of(agent.company).get(processing=processing, code=code)
        lines.change(processing, "recipients", receiving, {"contract_on": today - timedelta(days=ago)}, by=by, at=at)
    if "informed" in said:
        _inform(processing, today - timedelta(days=said["informed"]), by, at)
    for field in ("has_transfers", "has_sensitive_data"):
        if field in said:
            lines.say(processing, field, said[field], by=by, at=at)


def _inform(processing: Processing, day: date, by: Membership, at: datetime) -> None:
    """People were told of it that day."""
    kept = {name: getattr(processing, name) for name in Notice.__dataclass_fields__}
    told_on = {"is_informed": True, "informed_on": day, "informed_how": "Sur le site et au bas des e-mails"}
    processings.edit(processing, Notice(**{**kept, **told_on}), by=by, at=at)

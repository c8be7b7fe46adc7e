"""From the answers of a draft to one declaration: what the last button of the wizard acts on."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from accounts.models import Company, Membership
from inventory import catalogue, services
from inventory.actions.accounts import Account
from inventory.actions.agents import Identity
from inventory.actions.declaring import Declaration
from inventory.actions.rights import Asked
from inventory.catalogue import SheetPlan
from inventory.enums import State
from inventory.forms.declaring import LATER, NEW, NO_DATA
from inventory.models import AgentDraft, Connection, Processing
from inventory.queries.words import company_words
from inventory.rules.overlay import CompanyWords

STATE_QUESTION = "Cet agent est-il déjà en service\u00a0?"
DEFAULT_NAME = "Agent sans nom"


def declaration_of(draft: AgentDraft) -> Declaration:
    """Everything said so far. What was not said stays empty: it shows in « Ce qu’il manque »."""
    name, tool, people, accounts, check = (
        draft.answers.get(step) or {} for step in ("nom", "outil", "personnes", "comptes", "verification")
    )
    sheet, words = check.get("sheet") or LATER, company_words(draft.company)
    identity = Identity(
        name=name.get("name") or DEFAULT_NAME,
        purpose=name.get("purpose", ""),
        **{field: tool.get(field, "") for field in ("tool", "supplier", "model", "model_supplier", "host_country", "environment")},
        isolation=accounts.get("isolation", ""),
        has_personal_data=False if sheet == NO_DATA else None,
        in_charge=_person(draft.company, people.get("in_charge")),
        deputy=_person(draft.company, people.get("deputy")),
    )
    return Declaration(
        identity=identity,
        state=State(name.get("state") or State.PLANNED),
        template=draft.template,
        rights=rights_of(draft),
        known_accounts=tuple(_known(draft.company, accounts.get("kept", []))),
        new_accounts=tuple(_new_account(one, words) for one in accounts.get("new", [])),
        sheet=_sheet(draft, identity) if sheet == NEW else None,
        confirmed=frozenset(int(place) for place in check.get("confirmed", [])),
        joins=tuple(_joined(draft.company, sheet)),
        questions=() if name.get("state") else (STATE_QUESTION,),
    )


def rights_of(draft: AgentDraft) -> tuple[Asked, ...]:
    """Rights that were kept; before that page was answered, none."""
    rows = (draft.answers.get("droits") or {}).get("rights", [])
    return tuple(_asked(row) for row in rows if row.get("keep"))


def _asked(row: dict[str, Any]) -> Asked:
    until = date.fromisoformat(row["until"]) if row.get("until") else None
    is_endless = row.get("limit") == "endless"
    more = {"segment": row.get("segment", ""), "sensitivity": row.get("sensitivity", ""), "pairing": row.get("pair", "")}
    return Asked(row["verb"], row["resource"], row.get("reason", ""), None if is_endless else until, is_endless, **more)


def _new_account(said: dict[str, str], words: CompanyWords) -> Account:
    told: dict[str, Any] = dict(said)
    return Account(**told, revoke_where=services.revoke_advice(said["service"], words)[:300])


def _person(company: Company, key: str | None) -> Membership | None:
    return Membership.objects.of(company).current().select_related("user").filter(pk=key).first() if key else None


def _known(company: Company, keys: Iterable[str]) -> Iterable[Connection]:
    wanted = [key for key in keys if not key.startswith("new:")]
    return Connection.objects.of(company).filter(pk__in=wanted, closed_at=None).select_related("company").order_by("service")


def _joined(company: Company, sheet: str) -> Iterable[Processing]:
    if sheet in (NEW, NO_DATA, LATER):
        return ()
    return Processing.objects.of(company).filter(pk=UUID(sheet), ended_at=None).select_related("company")


def _sheet(draft: AgentDraft, identity: Identity) -> SheetPlan:
    template = catalogue.template(draft.template)
    if template is None:
        return SheetPlan(name=identity.name, purpose=identity.purpose, measures=catalogue.MEASURES)
    model, maker = (identity.model_supplier, identity.model), (identity.supplier, identity.tool)
    return catalogue.with_suppliers(template.sheet, model=model, maker=maker)

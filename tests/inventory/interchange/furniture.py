"""A joinery with three agents in full: every column of the workbook says something somewhere."""

from datetime import date, timedelta

from inventory.actions import processings
from inventory.enums import ModuleKind, State, Verb
from inventory.models import AgentModule, Connection, ConnectionUse, Permission, Runtime, RuntimeBinding
from tests.cast import AT
from tests.register import rows

HOSTILE = '=cmd|"/c calc"!A1'


def furnish(owner):
    company = owner.company
    first = rows.agent(company, "Facturier", AT)
    second = rows.agent(company, "Relance", AT, state=State.PAUSED)
    third = rows.agent(company, "-Agent <b>d’essai</b> 日本", AT, state=State.PLANNED, host_country="")
    said = {
        "purpose": "Établir les factures.\n\nPuis les envoyer,  deux fois.",
        "function": HOSTILE,
        "supplier": "OpenClaw",
        "model": "Claude",
        "environment": "production",
        "isolation": "container",
        "has_personal_data": True,
        "in_charge": owner.membership,
    }
    for name, value in said.items():
        setattr(first, name, value)
    first.save()
    Runtime.objects.create(
        company=company,
        agent=first,
        network="listed",
        hosts=["api.exemple.fr", "*.exemple.org"],
        runs_local_code=False,
        talks_to_agents=True,
        other_agents="Relance",
        memory="session",
        is_beta=True,
        training="no",
        training_proof="Contrat, article 4",
        stop_how="Couper\nle conteneur",
        restart_how="+ relancer",
        changed_at=AT,
    )
    same = {"company": company, "opened_at": AT}
    mail = Connection.objects.create(
        **same,
        service="Gmail",
        identifier="factures@vasseur.example",
        ownership="dedicated",
        sign_in="oauth",
        has_second_factor=True,
        secret_keeper="vault",
        secret_place="coffre/factures",
        rotated_on=date(2026, 2, 3),
        rotation_days=90,
        revoke_where="Réglages, Sécurité",
    )
    shop = Connection.objects.create(**same, service="@Boutique")
    for agent, account in ((first, mail), (second, mail), (third, shop)):
        ConnectionUse.objects.create(company=company, agent=agent, connection=account)
    for agent, verb, more in (
        (first, Verb.READ, {"connection": mail, "segment": "Public", "sensitivity": "public", "is_needed": True, "is_endless": True}),
        (first, Verb.READ, {"segment": "Internes", "sensitivity": "internal", "is_needed": False, "until": date(2027, 3, 31)}),
        (second, Verb.SEND, {"reason": "Relancer", "starts_on": AT.date()}),
    ):
        moment = AT + timedelta(seconds=len(more))
        Permission.objects.create(company=company, agent=agent, verb=verb, resource="Clients", granted_at=moment, **more)
    AgentModule.objects.create(
        company=company,
        agent=first,
        kind=ModuleKind.MCP,
        name="fichiers",
        version="1.0",
        source="github",
        checked_on=AT.date(),
        added_at=AT,
    )
    RuntimeBinding.objects.create(company=company, agent=second, kind="kv", name="CACHE", target="abc", source="wrangler.toml", read_at=AT)
    processings.attach_agent(rows.whole_sheet(owner, AT), first, by=owner.membership, at=AT)
    return first

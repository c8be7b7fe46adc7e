"""One row of everything, all of Alice's company: what the addresses of the role matrix point to."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from accounts.actions.usage import publish
from accounts.boundary import scope
from accounts.enums import Role
from accounts.models import Absence, Authenticator, Membership
from alerts.models import Alert
from api.actions import keys
from api.enums import Scope
from api.models import AgentKey
from approvals.actions.limiting import Wished, set_limit
from approvals.actions.payees import add as add_payee
from approvals.enums import Measure
from approvals.models import ApprovalRequest, Attachment, Callback, CallbackHost, CallbackSecret, Mandate, Suspension
from evidence import actions as dossiers
from inventory.actions import words
from inventory.actions.declaring import start_draft
from inventory.actions.parties import note_client
from inventory.actions.words import Said
from inventory.interchange import imports as agents_by_file
from inventory.models import Agent, AgentModule, Connection, ConnectionUse, ProcessedData, Purpose
from journal.actions import depositing
from journal.models import ToolWord
from ledger import archives
from ledger.keeping import set_hold
from outbox.actions import Cause, Letter, post
from outbox.queries import newest
from register import imports
from register.models import Export, ImpactAssessment
from register.pia import actions as pia_actions
from reviews.actions.remedying import open_remedy
from reviews.enums import RemedyKind
from tests.cast import AT, Person, make_person
from tests.register import rows
from tests.register.importers.test_cnil_ods import BILLING
from tests.register.ods import register
from tests.register.pias import as_file, pia
from tests.reviews.weeks import open_week

Ids = dict[str, UUID | str | int]
AGENTS = b"Nom;Outil\nDevis;Make\n"
ACTIONS = b"Date;Outil\n20/11/2026;gmail.send\n"


def furnish(owner: Person) -> Ids:
    """The keyword arguments of every address."""
    company = owner.company
    app = Authenticator.objects.create(user=owner.user, name="Tablette", sealed_key="", added_at=AT)
    with scope(company):
        sheet = rows.whole_sheet(owner, AT)
        agent = rows.agent(company, "Facturier", AT)
        account = Connection.objects.create(company=company, service="Gmail", opened_at=AT)
        ConnectionUse.objects.create(company=company, agent=agent, connection=account)
        rows.processings.attach_agent(sheet, agent, by=owner.membership, at=AT)
        return {
            "agent_id": agent.pk,
            "connection_id": account.pk,
            "right_id": rows.right(agent, AT).pk,
            "module_id": AgentModule.objects.create(company=company, agent=agent, kind="mcp", name="Recherche", added_at=AT).pk,
            "draft_id": start_draft(company, template="devis", by=owner.membership, at=AT).pk,
            "question_id": rows.question(sheet, AT).pk,
            "processing_id": sheet.pk,
            "line_id": ProcessedData.objects.of(company).first().pk,
            "client_id": note_client(company, "Mairie de Lyon", by=owner.membership, at=AT).pk,
            "purpose_id": Purpose.objects.of(company).first().pk,
            "stop_id": Suspension.objects.create(company=company, agent=agent, asked_at=AT, asked_by=owner.membership).pk,
            "archive_id": archives.ask(company.pk, company.name, by=owner.actor, at=AT).pk,
            "dossier_id": dossiers.ask(company, AT.date(), AT.date(), by=owner.membership, at=AT).pk,
            "export_id": Export.objects.create(company=company, number=1, asked_at=AT, asked_by_name=owner.user.name).pk,
            "import_id": imports.receive(company, "registre.ods", register(BILLING), by=owner.membership, at=AT).pk,
            "assessment_id": _assessment(owner).pk,
            "agent_import_id": agents_by_file.receive(company, "a.csv", AGENTS, by=owner.membership, at=AT).pk,
            "deposit_id": depositing.receive(agent, "b.csv", ACTIONS, by=owner.membership, at=datetime.now(UTC)).pk,
            "message_id": _message(owner),
            "membership_id": owner.membership.pk,
            "role": "guest",
            "code": "not-found",
            "mandate_id": Mandate.objects.create(company=company, membership=owner.membership, given_at=AT, given_by=owner.membership).pk,
            "absence_id": _absence(owner.membership).pk,
            "pk": app.pk,
            "hold_id": _hold(owner),
            "kind": "3",
            "version": publish(company, "Rien de secret.", based_on=0, by=owner.membership, at=AT).number,
            "number": uuid4(),  # of a session that has ended
            "list_name": "personnes",
            "key": words.add(company, "categories_personnes", Said("Visiteurs"), by=owner.membership, at=AT).pk,
            "sort": "data",
            "step": "verification",
            "name": "inconnue",
            "token": "inconnu",
            "line": 10**9,
            "payee_id": add_payee(company, "Lebrun", "FR7630006000011234567890189", by=owner.membership, at=AT).pk,
            "alert_id": _alert(agent),
            "review_id": (review := open_week(company, agent, 1)).pk,
            "point_id": (point := review.points.get()).pk,
            "remedy_id": open_remedy(point, RemedyKind.INCIDENT, by=owner.membership, at=AT).pk,
            "request_id": (asked := _request(owner, agent)),
            "limit_id": set_limit(company, Wished(Measure.ALWAYS), by=owner.membership, at=AT).pk,
            "key_id": _key(owner, agent),
            "word_id": ToolWord.objects.create(
                company=company, agent=agent, tool="x", verb="read", type="data.read", said_at=AT, said_by=owner.membership
            ).pk,
            "secret_id": CallbackSecret.objects.create(company=company, agent=agent, sealed="", made_at=AT, made_by=owner.membership).pk,
            "host_id": CallbackHost.objects.create(
                company=company, agent=agent, host="n8n.local:5678", allowed_at=AT, allowed_by=owner.membership
            ).pk,
            "callback_id": _callback(owner, agent, asked),
            "paper_id": Attachment.objects.create(
                company=company, request_id=asked, sha256="0" * 64, kind="text/plain", size_bytes=1, data=b"x", added_at=AT
            ).pk,
        }


def _absence(who: Membership) -> Absence:
    stand_in = make_person(who.company, "Zoé Lemaire", Role.OWNER).membership
    days = {"starts_on": AT.date(), "until": AT.date()}
    return Absence.objects.create(company=who.company, membership=who, stand_in=stand_in, said_at=AT, said_by=who, **days)


def _hold(owner: Person) -> UUID:
    hold = set_hold(owner.company.pk, "Litige", by=owner.actor, at=AT)
    assert hold
    return hold.pk


def _message(owner: Person) -> UUID:
    post(Cause("essai", 1), Letter("Essai", "Bonjour", "<p>Bonjour</p>"), to=owner.user.email, at=AT)
    return newest(owner.company.pk).get().pk


def _assessment(owner: Person) -> ImpactAssessment:
    waiting = imports.receive(owner.company, "aipd.json", as_file(pia()), by=owner.membership, at=AT)
    return pia_actions.apply(waiting, by=owner.membership, at=AT)


def _key(owner: Person, agent: Agent) -> UUID:
    keys.make(agent, list(Scope), by=owner.membership, at=AT)
    return AgentKey.objects.of(owner.company).get().pk


def _callback(owner: Person, agent: Agent, request_id: UUID | str | int) -> UUID:
    until = datetime.now(UTC) + timedelta(days=1)
    made = {"request_id": request_id, "url": "https://n8n.example/x", "state": "denied", "made_at": AT, "next_try_at": until}
    return Callback.objects.create(company=owner.company, agent=agent, **made).pk


def _alert(agent: Agent) -> UUID:
    return Alert.objects.create(company=agent.company, agent=agent, code="flood", about=agent.pk, happened_at=AT, raised_at=AT).pk


def _request(owner: Person, agent: Agent) -> UUID:
    columns = {"sent_as": "1", "body_hash": b"1", "action": b"{}", "digest": bytes(32), "key_id": uuid4()}
    until = datetime.now(UTC) + timedelta(days=1)
    made = ApprovalRequest.objects.create(
        company=owner.company, agent=agent, type="payment", state="pending", asked_at=AT, expires_at=until, **columns
    )
    return made.pk

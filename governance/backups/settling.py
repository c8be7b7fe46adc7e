"""After the data are back, before anybody uses them: today's tables, what is lost named, no old way in, nothing sent twice, stops held."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.core.management import call_command
from django.utils import timezone

from accounts.actions.forgetting import forget_ways_in
from accounts.boundary import all_companies, scope
from accounts.models import Company
from accounts.sealing import ask_check, checked, declare_restored, sign_all
from approvals import keeping
from governance.backups import database
from ledger.actions import record
from ledger.checkpoints import RecordBroken
from ledger.entries import SERVER, Subject
from ledger.enums import Kind, Reason
from ledger.offline.verdicts import verdict_words
from lib.canonical import Json
from outbox.actions import hold_back

WHY = "Sauvegarde du {made_at:%d/%m/%Y à %Hh%M} UTC remise en place"
HELD_BACK = (
    "Ce message attendait dans la sauvegarde qui a été remise en place. Il est peut-être déjà parti : vérifiez, puis essayez de nouveau si "
    "besoin."
)


def settle(*, made_at: datetime, at: datetime) -> Iterator[str]:
    """One line for the owner at each thing that they should know."""
    call_command("migrate", interactive=False, verbosity=0)
    with database.connected() as held:
        held.execute("analyze")  # the planner knows nothing of tables that were just filled
    forget_ways_in()
    yield "Toutes les sessions sont fermées : chacun se connecte à nouveau, avec son code. Les liens envoyés ne servent plus."
    for company in all_companies():
        yield from _of_company(company, made_at, at)
    sign_all(Reason.ASKED, now=timezone.now)
    for company in all_companies():
        yield _verdict(company)


def _of_company(pk: UUID, made_at: datetime, at: datetime) -> Iterator[str]:
    with scope(pk):
        name = Company.objects.get(pk=pk).name
    yield f"{name}."
    yield from _declared(pk, made_at, at)
    with scope(pk):
        told: dict[str, Json] = {"made_at": f"{made_at:%d/%m/%Y à %Hh%M} UTC"}
        record(Kind.COMPANY, "backup.restored", Subject("company", pk, name), by=SERVER, at=at, detail=told)
        waiting = hold_back(pk, HELD_BACK, at=at)
        standing, unknown = keeping.take_up(pk)
    if waiting:
        yield f"  Messages en attente, retenus pour que vous décidiez : {waiting} (page « Messages envoyés »)."
    if standing:
        yield f"  Arrêts en cours : {standing}. La remise en place n’en lève aucun."
    for name in unknown:
        yield f"  Arrêt de « {name} » : cet agent n’existe pas dans la sauvegarde. Vérifiez qu’il ne travaille plus."


def _declared(company: UUID, made_at: datetime, at: datetime) -> Iterator[str]:
    try:
        lost = declare_restored(company, why=WHY.format(made_at=made_at), by=SERVER, at=at)
    except RecordBroken as broken:
        yield f"  Le journal scellé ne peut pas être signé : {broken.sentence}"
        return
    if lost is None:
        yield "  Rien ne dit que des lignes du journal soient perdues. Sans point de contrôle plus récent, on ne peut pas en savoir plus."
    else:
        yield f"  Lignes du journal perdues depuis la sauvegarde : {lost[0]} à {lost[1]}. C’est inscrit au journal."


def _verdict(pk: UUID) -> str:
    at = timezone.now()
    with scope(pk):
        company = Company.objects.get(pk=pk)
        check = ask_check(company, by=SERVER, at=at, held=True)
    report = checked(pk, check.pk, now=timezone.now, held=check.asked_at == at)
    words = verdict_words(report) if report else "Une vérification était en cours : son résultat sera sur la page du journal."
    return f"{company.name}. Journal scellé. {words}"

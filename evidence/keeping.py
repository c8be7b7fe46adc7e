"""Where the file of a dossier stands, and when it goes: after some days, or as soon as the record has erased what it still holds."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from accounts.boundary import all_companies, scope
from accounts.preparing import KEPT
from evidence import actions
from evidence.models import Dossier
from ledger.checking import was_purged_since
from ledger.entries import SYSTEM, Actor
from lib.wake import wake


def path_of(dossier: Dossier) -> Path:
    """In the company's own folder."""
    return folder_of(dossier.company_id) / f"{dossier.pk}.zip"


def folder_of(company: UUID) -> Path:
    """Dossiers, and those being written."""
    return Path(settings.DATA_DIR) / "files" / str(company) / "evidence"


def sweep(*, now: Callable[[], datetime]) -> None:
    """Wake a worker for each dossier that nobody holds; delete the files past their days."""
    for company in all_companies():
        _sweep(company, now())


def _sweep(company: UUID, at: datetime) -> None:
    with scope(company):
        mine = Dossier.objects.filter(company_id=company).select_related("company")
        for waiting in mine.nobodys(at):
            wake(actions.TASK, str(company), str(waiting.pk))
        old = [one for one in mine.there() if _is_over(one, at)]
    for dossier in old:
        delete(dossier, by=SYSTEM, at=at)
    _drop_orphans(company)


def _drop_orphans(company: UUID) -> None:
    """What a killed worker left of a dossier that nobody takes up any more: cancelled, given up, ended elsewhere. The folder is read
    before the rows: what begins meanwhile is not in it."""
    found = sorted(folder_of(company).glob("*"))
    if not found:
        return
    with scope(company):
        mine = Dossier.objects.filter(company_id=company)
        wanted = {str(pk) for pk in mine.unfinished().values_list("pk", flat=True)}
        files = {f"{pk}.zip" for pk in mine.there().values_list("pk", flat=True)}
    for left in found:
        if left.name not in files and left.name.partition(".")[0] not in wanted:
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)


def _is_over(dossier: Dossier, at: datetime) -> bool:
    return bool(dossier.ready_at and dossier.ready_at <= at - KEPT) or was_purged_since(dossier.rows or 0)


def delete(dossier: Dossier, *, by: Actor, at: datetime) -> bool:
    """The file goes; its line in the list stays."""
    with scope(dossier.company_id):
        gone = actions.forget(dossier, by=by, at=at)
        if gone:
            path_of(dossier).unlink(missing_ok=True)
    return gone

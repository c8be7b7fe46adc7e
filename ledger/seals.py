"""How well the record of a company is sealed, for its page: what is signed, what was found when it was last checked."""

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from ledger.checkpoints import keys_of_installation
from ledger.checks import newest_ended
from ledger.enums import Verdict
from ledger.keys import KeysUnreadable
from ledger.models import Check, Checkpoint
from ledger.offline.notes import read_note
from ledger.offline.points import short_line


@dataclass(frozen=True)
class Seal:
    """`rows` there are, `signed` of them under the newest checkpoint: `text`, in one `line` to print. `key`: the public key in force."""

    rows: int
    signed: int = 0
    signed_at: datetime | None = None
    text: str = ""
    line: str = ""
    key: str = ""
    checked: Check | None = None
    under_way: Check | None = None

    @property
    def unsigned(self) -> int:
        """Rows written since: the next checkpoint covers them."""
        return self.rows - self.signed

    @property
    def is_altered(self) -> bool:
        """The last check found something."""
        return self.checked is not None and self.checked.verdict == Verdict.ALTERED


def seal_of(company: UUID) -> Seal:
    """Four queries."""
    with connection.cursor() as cursor:
        cursor.execute("select size from ledger_head where company_id = gf_company()")
        rows = int(cursor.fetchone()[0])
    checked, under_way = newest_ended(company), Check.objects.filter(company_id=company, ended_at=None).first()
    newest = Checkpoint.objects.filter(company_id=company).order_by("-size", "-made_at").first()
    if newest is None:
        return Seal(rows, checked=checked, under_way=under_way)
    note = read_note(newest.note)
    return Seal(rows, newest.size, newest.made_at, note.note.strip(), short_line(note), _key(), checked, under_way)


def _key() -> str:
    """As the offline verifier takes it; empty when the key file cannot be read."""
    try:
        return base64.b64encode(keys_of_installation().public[-1]).decode()
    except KeysUnreadable:
        return ""

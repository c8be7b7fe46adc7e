"""Asks the time-stamp authority of this installation about the day's checkpoints. No transaction is open meanwhile; nothing waits."""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings

from accounts.boundary import all_companies, scope
from ledger import stamping
from ledger.models import Stamp
from ledger.offline.stamps import BadStamp
from lib import outbound

KIND = "application/timestamp-query"
NONCE_BITS = 63
REASONS = {
    "address": "L’adresse du service d’horodatage n’est pas acceptable. Elle doit commencer par https.",
    "forbidden": "L’adresse du service d’horodatage mène dans un réseau privé. Elle est refusée.",
    "unreachable": "Le service d’horodatage ne répond pas. Garde-fou réessaie tout seul.",
    "slow": "Le service d’horodatage met trop de temps à répondre. Garde-fou réessaie tout seul.",
    "certificate": "Le certificat du service d’horodatage n’est pas valable. Rien n’est envoyé.",
    "status": "Le service d’horodatage refuse la demande. Garde-fou réessaie tout seul.",
    "large": "La réponse du service d’horodatage est trop longue pour être la sienne.",
    "other": "Le service d’horodatage a daté autre chose que ce point de contrôle.",
    "replayed": "La réponse du service d’horodatage ne répond pas à notre question.",
    "clock": "La date du service d’horodatage et l’heure de cette machine ne s’accordent pas.",
    "signature": "La signature du service d’horodatage ne tient pas.",
}
UNREADABLE = "La réponse du service d’horodatage ne se lit pas, ou refuse."
log = logging.getLogger(__name__)

Now = Callable[[], datetime]


def stamp_due(*, now: Now) -> int:
    """How many stamps were obtained. Off without an authority."""
    if not settings.STAMP_AUTHORITY:
        return 0
    done = 0
    for company in all_companies():
        try:
            with scope(company):
                waiting = stamping.due(company, at=now())
            done += sum(_stamp(company, pk, now) for pk in waiting)
        except Exception:
            log.exception("the time stamps of %s", company)
    return done


def _stamp(company: UUID, pk: UUID, now: Now) -> bool:
    with scope(company):
        stamp = stamping.take(company, pk, at=now())
    if stamp is None:
        return False
    try:
        response, said_at = _asked(stamp, now)
    except (outbound.NotAnswered, BadStamp) as error:
        with scope(company):
            stamping.put_off(stamp, REASONS.get(str(error), UNREADABLE), at=now())
        return False
    with scope(company):
        stamping.keep(stamp, response, said_at=said_at, at=now())
    return True


def _asked(stamp: Stamp, now: Now) -> tuple[bytes, datetime]:
    from ledger.stamp_signing import judged, request_for

    nonce, note = secrets.randbits(NONCE_BITS) | 1, stamp.checkpoint.note
    response = outbound.post(stamp.authority, request_for(note, nonce), KIND)
    return response, judged(note, nonce, response, at=now())

"""The words of mail about demands: ours alone. What the agent says, payees included, is read on the page, never in a mail."""

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.letters import letter
from accounts.models import User
from approvals.models import ApprovalRequest
from journal.enums import Type
from journal.rules.lines import TRIED
from lib.dates import french_moment
from lib.money import french_money
from lib.words import on_one_line
from outbox.actions import Letter

SUBJECTS = {
    False: "Une demande de «\u00a0%(agent)s\u00a0» attend votre réponse",
    True: "Rappel\u00a0: une demande de «\u00a0%(agent)s\u00a0» attend toujours",
}


def waiting(request: ApprovalRequest, user: User, *, is_reminder: bool) -> Letter:
    """The link opens the page of the demand, where one signs in and reads before answering."""
    until = french_moment(request.expires_at, ZoneInfo(request.company.time_zone))
    told = {"agent": on_one_line(request.agent.name), "company": on_one_line(request.company.name), "what": _what(request), "until": until}
    paragraphs = [
        _("Chez «\u00a0%(company)s\u00a0», l’agent «\u00a0%(agent)s\u00a0» demande un accord\u00a0: %(what)s.") % told,
        _("Sans réponse avant le %(until)s, ce sera non.") % told,
        _("Lisez la demande avant de répondre. Ce message ne permet de rien accorder.") % told,
    ]
    path = reverse("approvals:demand", args=[request.pk])
    return letter(_(SUBJECTS[is_reminder]) % told, user, paragraphs, path, _("Lire la demande"))


def _what(request: ApprovalRequest) -> str:
    """« un paiement de 1 840,00 € »: the kind as we read it, and the amount."""
    what = TRIED.get(request.type, TRIED[Type.OTHER])
    return what if request.amount_cents is None else f"{what} de {french_money(request.amount_cents, request.currency)}"

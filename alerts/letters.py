"""The mail about a grave alert: our words alone. What the agent says is read on the page, never in a mail."""

from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.letters import letter
from accounts.models import Company, User
from alerts.enums import Code
from alerts.models import Alert
from alerts.rules.codes import TOLD, sentence
from lib.dates import french_moment
from lib.words import on_one_line
from outbox.actions import Letter


def warning(alert: Alert, agent: str, company: Company, user: User) -> Letter:
    """The link opens the alert, where one signs in, reads and can stop the agent."""
    told = {
        "agent": on_one_line(agent),
        "company": on_one_line(company.name),
        "what": sentence(alert.code, alert.facts),
        "when": french_moment(alert.happened_at, ZoneInfo(company.time_zone)),
    }
    paragraphs = [
        _("Chez «\u00a0%(company)s\u00a0», le %(when)s, l’agent «\u00a0%(agent)s\u00a0» %(what)s.") % told,
        _(TOLD[alert.code].meaning),
        _("Ouvrez l’alerte pour voir ce qu’il a fait, et pour le couper s’il le faut."),
        _("Vous n’aurez pas d’autre message sur lui aujourd’hui."),
    ]
    subject = "Contrôle contourné par «\u00a0%(agent)s\u00a0»" if alert.code == Code.BYPASSED else "À voir\u00a0: «\u00a0%(agent)s\u00a0»"
    return letter(_(subject) % told, user, paragraphs, reverse("alerts:alert", args=[alert.pk]), _("Voir l’alerte"))

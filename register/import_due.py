"""Imports that wait for a person's word, for the first page."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Ability
from accounts.models import Company, Membership
from lib.duties import Duty
from register.import_queries import waiting

MINUTES = 5


def due_imports(company: Company, membership: Membership, at: datetime) -> list[Duty]:  # noqa: ARG001 (every app's due has this shape)
    """One duty an open preview. One query."""
    if not membership.may(Ability.IMPORT_REGISTER):
        return []
    return [
        Duty(
            "info",
            "file-input",
            _("Terminer l’import de votre registre"),
            _("«\u00a0%(name)s\u00a0» est lu. Rien n’est encore créé.") % {"name": row.file_name},
            None,
            MINUTES,
            reverse("register:import_preview", args=[row.pk]),
            _("Vérifier"),
        )
        for row in waiting(company)
    ]

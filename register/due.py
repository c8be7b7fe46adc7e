"""What the register asks of people, for the first page."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import Ability
from accounts.models import Company, Membership
from inventory.charge import Charge
from lib.duties import Duty
from lib.kept import Call
from register.book import Level, Sheet
from register.import_due import due_imports
from register.import_queries import WAITING
from register.reading import Reading

MINUTES_A_SHEET = 3
MOST_MINUTES = 30


def ahead(company: Company, membership: Membership, _: datetime) -> list[Call]:
    """What `due` asks, for the page that asks it all at once; the register is read by whoever shows it."""
    return [(WAITING, (company,))] if membership.may(Ability.IMPORT_REGISTER) else []


def due(company: Company, membership: Membership, at: datetime, reading: Reading | None = None) -> list[Duty]:
    """Sheets that lack something the law asks for, then those that wait for a yes. `reading`: the page's own, read once for all."""
    if not membership.may(Ability.EDIT_INVENTORY):
        return []
    mine = Charge(membership, at).sheets()
    sheets = [sheet for sheet in (reading or Reading(company, at)).sheets if UUID(sheet.id) in mine]
    return [*_duties(sheets), *due_imports(company, membership, at)]


def _duties(sheets: Sequence[Sheet]) -> Iterator[Duty]:
    incomplete = _with(sheets, Level.OBLIGATORY)
    if incomplete:
        title, label = _("Compléter votre registre"), _("Compléter")
        why = ngettext(
            "Il manque un point obligatoire sur %(number)s fiche.",
            "Il manque des points obligatoires sur %(number)s fiches.",
            len(incomplete),
        ) % {"number": len(incomplete)}
        yield Duty("watch", "file-exclamation-point", title, why, None, _minutes(incomplete), _url(incomplete), label)
        return
    waiting = _with(sheets, Level.CONFIRM)
    if waiting:
        title, label = _("Confirmer votre registre"), _("Confirmer")
        why = ngettext(
            "%(number)s fiche attend que vous confirmiez ce qui est proposé.",
            "%(number)s fiches attendent que vous confirmiez ce qui est proposé.",
            len(waiting),
        ) % {"number": len(waiting)}
        yield Duty("info", "file-check", title, why, None, _minutes(waiting), _url(waiting), label)


def _with(sheets: Sequence[Sheet], level: Level) -> list[str]:
    """The ids of the sheets that have a gap of this level."""
    return [sheet.id for sheet in sheets if any(item.level == level for item in sheet.missing)]


def _minutes(sheets: list[str]) -> int:
    return min(MINUTES_A_SHEET * len(sheets), MOST_MINUTES)


def _url(sheets: list[str]) -> str:
    """Straight to the sheet when there is only one."""
    return reverse("register:sheet", args=[sheets[0]]) if len(sheets) == 1 else reverse("register:register")

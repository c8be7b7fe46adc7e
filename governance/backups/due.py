"""What an owner has to do about the backups. Reads two small files of the data folder, never the archives' own disk, which may hang;
one query only when something is wrong."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.boundary import all_companies
from accounts.enums import Ability
from accounts.models import Company, Membership
from governance.backups import state
from lib.dates import french_date
from lib.duties import Duty

LATE = timedelta(days=3)


def due(company: Company, membership: Membership, at: datetime) -> list[Duty]:  # noqa: ARG001  (every app's due() has this shape)
    """At most one, the gravest."""
    if not membership.may(Ability.EDIT_COMPANY):
        return []
    key = state.key()
    if key is None:
        return [_begin()] if may_keep() else []
    if is_late(key, at):
        return [_late(state.state().made_at)]
    return [_check()] if key.checked_at is None and may_keep() else []


def may_keep() -> bool:
    """May the owner of a company make the phrase here? Not where several companies share the machine: it opens the data of all."""
    return len(all_companies()) == 1


def is_late(key: state.Key, at: datetime) -> bool:
    """No good backup for three days."""
    return at - (state.state().made_at or key.made_at) > LATE


def _begin() -> Duty:
    why = _("Si ce disque tombe en panne, tout est perdu\u00a0: agents, registre, journal. Il reste à imprimer une phrase.")
    return Duty("watch", "hard-drive", _("Préparer les sauvegardes"), why, None, 5, reverse("backups"), _("Préparer"))


def _late(newest: datetime | None) -> Duty:
    when = _("La dernière date du %(day)s.") % {"day": french_date(newest.date())} if newest else _("Aucune n’a encore réussi.")
    why = _("%(when)s Une panne de disque coûterait tout ce qui a suivi.") % {"when": when}
    title = _("La sauvegarde ne se fait plus")
    return Duty("stop", "hard-drive", title, why, None, 10, reverse("backups"), _("Voir pourquoi"))


def _check() -> Duty:
    why = _("Tapez-la depuis le papier. Sans elle, aucune sauvegarde ne s’ouvre.")
    return Duty("watch", "printer", _("Vérifier la phrase des sauvegardes"), why, None, 2, reverse("backup_check"), _("Vérifier"))

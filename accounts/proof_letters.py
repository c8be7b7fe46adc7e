"""The words that carry a checkpoint out of the building: what it is, that there is nothing to do, the note itself."""

from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import Company
from ledger.offline.notes import read_note
from ledger.offline.points import short_line
from lib.dates import french_date
from lib.words import on_one_line
from outbox.actions import Letter


def checkpoint(company: Company, note: str, day: date, *, is_owner: bool) -> Letter:
    """Each day with news."""
    told = {"name": on_one_line(company.name), "day": french_date(day)}
    first = [
        _("Voici le point de contrôle du journal de «\u00a0%(name)s\u00a0», au %(day)s.") % told,
        _("Il n’y a rien à faire, sinon garder ce message. Ne le transférez pas, ne le supprimez pas."),
        _("C’est une empreinte\u00a0: si quelqu’un changeait le journal après coup, même en tenant le serveur, ce message le montrerait."),
        _("Il ne contient aucune donnée de l’entreprise\u00a0: un nombre de lignes, une empreinte, une signature."),
    ]
    after = [*_how(), _why(told, is_owner=is_owner)]
    return _letter(_("Point de contrôle du journal, %(day)s, %(name)s") % told, first, after, note=note)


def welcome(company: Company, *, by: str) -> Letter:
    """To whoever will keep a copy from now on."""
    told = {"name": on_one_line(company.name), "by": on_one_line(by)}
    first = [
        _("%(by)s vous confie la copie d’un point de contrôle, pour «\u00a0%(name)s\u00a0».") % told,
        _("Chaque jour où il s’est passé quelque chose, un court message vous parviendra. Gardez-les, il n’y a rien d’autre à faire."),
        _("Ils prouveront, le jour venu, que le journal de l’entreprise n’a pas été changé. Ils ne contiennent aucune de ses données."),
        _("Si vous n’êtes pas la bonne personne, dites-le à «\u00a0%(name)s\u00a0»\u00a0: elle peut retirer votre adresse à tout moment.")
        % told,
    ]
    return _letter(_("Vous garderez une preuve pour %(name)s") % told, first, [])


def goodbye(company: Company, *, by: str) -> Letter:
    """To whoever keeps it no longer: nobody stops the copies unseen."""
    told = {"name": on_one_line(company.name), "by": on_one_line(by)}
    first = [
        _("%(by)s a retiré votre adresse\u00a0: vous ne recevrez plus les points de contrôle de «\u00a0%(name)s\u00a0».") % told,
        _("Gardez ceux que vous avez, ils valent toujours."),
        _("Si cela vous étonne, demandez de vive voix à la personne qui dirige l’entreprise."),
    ]
    return _letter(_("Vous ne recevrez plus la preuve de %(name)s") % told, first, [])


def _how() -> list[str]:
    return [
        _("Pour comparer un jour\u00a0: dans Garde-fou, page «\u00a0Ce que prouve le journal\u00a0», bouton «\u00a0Comparer\u00a0»."),
    ]


def _why(told: dict[str, str], *, is_owner: bool) -> str:
    if is_owner:
        return _("Vous le recevez parce que vous dirigez «\u00a0%(name)s\u00a0».") % told
    return _("Vous le recevez parce que «\u00a0%(name)s\u00a0» vous en a confié la copie. Pour ne plus le recevoir, dites-le-lui.") % told


def _letter(subject: str, first: list[str], after: list[str], *, note: str = "") -> Letter:
    context = {
        "subject": subject,
        "paragraphs": first,
        "note": note.strip(),
        "line": short_line(read_note(note)) if note else "",
        "after": after,
        "origin": settings.ADDRESS.origin,
    }
    text, html = (render_to_string(f"outbox/email/proof.{kind}", context) for kind in ("txt", "html"))
    return Letter(subject, text.strip() + "\n", html.strip() + "\n")

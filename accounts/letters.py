"""The words of our e-mails: who did what when, what to do if it was not you, and an address that only opens a page."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Absence, Company, User
from lib.dates import french_moment, span_words
from lib.words import on_one_line
from outbox.actions import Letter

# Act of the record -> (subject, what happened).
NOTICES = {
    "password.changed": ("Votre mot de passe a été changé", "Le mot de passe de votre compte Garde-fou a été changé."),
    "password.reset": (
        "Votre mot de passe a été annulé",
        "Le mot de passe de votre compte a été annulé. Un nouveau est à choisir.",
    ),
    "factor.added": ("Une application de codes a été ajoutée", "Une application de codes a été ajoutée à votre compte Garde-fou."),
    "factor.removed": ("Une application de codes a été retirée", "Une application de codes a été retirée de votre compte Garde-fou."),
    "factor.passkey_added": (
        "Une clé d’accès a été ajoutée",
        "Une clé d’accès (empreinte ou visage) a été ajoutée à votre compte Garde-fou.",
    ),
    "factor.passkey_removed": ("Une clé d’accès a été retirée", "Une clé d’accès a été retirée de votre compte Garde-fou."),
    "factor.device_remembered": (
        "Un appareil entrera sans code pendant 30 jours",
        "Un appareil a été reconnu\u00a0: votre mot de passe y suffit pendant 30 jours.",
    ),
    "signin.new_device": (
        "Connexion depuis un nouvel appareil",
        "Votre compte vient de servir sur un appareil que nous ne connaissions pas.",
    ),
    "factor.codes_made": ("De nouveaux codes ont été imprimés", "De nouveaux codes ont été faits. Les anciens ne servent plus."),
    "factor.reset": (
        "Votre double vérification a été retirée",
        "La double vérification de votre compte est à refaire.",
    ),
}


def notice(act: str, user: User, company: Company, *, at: datetime) -> Letter:
    """At each change of password or of second factor, to the person."""
    subject, happened = NOTICES[act]
    when = _("C’était le %(moment)s.") % {"moment": french_moment(at, ZoneInfo(company.time_zone))}
    calm = _("Si c’est bien vous, il n’y a rien à faire.")
    alarm = _("Sinon, prévenez tout de suite la personne qui gère l’équipe de «\u00a0%(name)s\u00a0», de vive voix.") % {
        "name": company.name
    }
    return letter(_(subject), user, [_(happened), when, calm, alarm], reverse("accounts:account"), _("Voir mon compte"))


def invitation(user: User, company: Company, path: str, *, by: str, until: datetime) -> Letter:
    """A first access: the link is a secret until it is used."""
    told = {"by": on_one_line(by), "name": on_one_line(company.name), "until": french_moment(until, ZoneInfo(company.time_zone))}
    paragraphs = [
        _("%(by)s vous ouvre un accès au dossier de «\u00a0%(name)s\u00a0» dans Garde-fou.") % told,
        _("Vous choisirez un mot de passe, puis une double vérification. Comptez cinq minutes.") % told,
        _("Ce lien sert une seule fois, jusqu’au %(until)s. Ne le transmettez à personne.") % told,
    ]
    return letter(_("Votre accès à Garde-fou"), user, paragraphs, path, _("Ouvrir mon accès"), has_link=True)


def forgotten(user: User, company: Company, path: str, *, until: datetime) -> Letter:
    """Whoever asked for it may not be this person: it changes nothing by itself."""
    until_when = french_moment(until, ZoneInfo(company.time_zone))
    paragraphs = [
        _("Un nouveau mot de passe a été demandé pour votre compte Garde-fou."),
        _("Ce lien sert une seule fois, jusqu’au %(until)s. Votre code de sécurité vous sera demandé aussi.") % {"until": until_when},
        _("Si ce n’est pas vous, il n’y a rien à faire\u00a0: votre mot de passe n’a pas changé. Ne transmettez ce lien à personne."),
    ]
    return letter(_("Choisir un nouveau mot de passe"), user, paragraphs, path, _("Choisir mon mot de passe"), has_link=True)


def trial(user: User, company: Company) -> Letter:
    """The test mail."""
    paragraphs = [
        _("Si vous lisez ceci, la messagerie de «\u00a0%(name)s\u00a0» est bien réglée.") % {"name": on_one_line(company.name)},
        _("Garde-fou peut envoyer les liens d’accès et vous prévenir des changements de votre compte."),
    ]
    return letter(_("Message d’essai"), user, paragraphs, reverse("accounts:mail"), _("Voir les réglages"))


def standing_in(absence: Absence) -> Letter:
    """To whoever stands in for somebody."""
    told = _of_absence(absence)
    paragraphs = [
        _("Vous remplacez %(who)s %(days)s, chez «\u00a0%(company)s\u00a0».") % told,
        _("Pendant ces jours, ce qui s’adresse à %(who)s vous est montré aussi. Votre rôle ne change pas.") % told,
        _("Si ces jours ne vous vont pas, dites-le de vive voix à %(who)s.") % told,
    ]
    return letter(
        _("Vous remplacez %(who)s") % told, absence.stand_in.user, paragraphs, reverse("accounts:absences"), _("Voir les absences")
    )


def relieved(absence: Absence) -> Letter:
    """To whoever stands in no longer, before the day that was said."""
    told = _of_absence(absence)
    paragraphs = [
        _("L’absence notée pour %(who)s, %(days)s, a pris fin.") % told,
        _("Vous n’avez plus rien à faire à sa place chez «\u00a0%(company)s\u00a0».") % told,
    ]
    subject = _("Vous ne remplacez plus %(who)s") % told
    return letter(subject, absence.stand_in.user, paragraphs, reverse("accounts:absences"), _("Voir les absences"))


def _of_absence(absence: Absence) -> dict[str, str]:
    names = {"who": on_one_line(absence.membership.user.name), "company": on_one_line(absence.company.name)}
    return names | {"days": span_words(absence.starts_on, absence.until)}


def letter(subject: str, user: User, paragraphs: Sequence[str], path: str, label: str, *, has_link: bool = False) -> Letter:
    context = {
        "name": on_one_line(user.name),
        "subject": subject,
        "paragraphs": paragraphs,
        "url": settings.ADDRESS.origin + path,
        "label": label,
        "origin": settings.ADDRESS.origin,
    }
    text, html = (render_to_string(f"outbox/email/letter.{kind}", context) for kind in ("txt", "html"))
    return Letter(subject, text.strip() + "\n", html.strip() + "\n", has_link)

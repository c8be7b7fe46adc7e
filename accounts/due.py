"""What a person still has to do about their company and their own way of signing in, for the first page."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.away import NOW_AND_LATER, holds, today_of, told_now_and_later
from accounts.enums import Ability
from accounts.hooks import left_behind
from accounts.mailing import is_set_up
from accounts.models import Company, Membership
from accounts.queries import FACTORS, factors_of
from accounts.rules import FEW_CODES
from accounts.usage import NEWEST, in_force, is_read
from ledger.checks import NEWEST_ENDED, newest_ended
from ledger.enums import Verdict
from lib.duties import Duty
from lib.kept import Call, Kept
from outbox.queries import given_up

SEVERAL = 2
SOME = Kept(lambda company: Membership.objects.of(company).current().values_list("pk", flat=True)[:SEVERAL], Company)


def ahead(company: Company, membership: Membership, at: datetime) -> list[Call]:
    """What `due` asks, for the page that asks it all at once; what others left is not known here."""
    asked: list[Call] = [(kept, (membership.user_id,)) for kept in FACTORS] + [(NEWEST, (company,))]
    if membership.may(Ability.READ_RECORD):
        asked.append((NEWEST_ENDED, (company.pk,)))
    if membership.may(Ability.MANAGE_PEOPLE):
        asked.append((NOW_AND_LATER, (company, today_of(company, at))))
    return asked


def due(company: Company, membership: Membership, at: datetime) -> list[Duty]:
    """Eight queries."""
    return [*_of_person(membership), *of_company(company, membership, at)]


def of_company(company: Company, membership: Membership, at: datetime) -> list[Duty]:
    """What the company asks of this person, without their own way of signing in."""
    duties = [*_of_record(company, membership), *_of_people(company, membership, at), *_of_mail(company, membership)]
    duties += _of_usage(company, membership)
    if membership.may(Ability.EDIT_COMPANY) and (missing := missing_facts(company)):
        duties.append(_complete_sheet(missing))
    return duties


def missing_facts(company: Company) -> list[str]:
    """French names of what the register needs and the company's sheet does not say."""
    facts = {
        _("le numéro SIREN"): company.siren,
        _("l’adresse"): company.address,
        _("le représentant"): company.representative,
        _("le délégué à la protection des données"): company.has_dpo is not None,
    }
    return [name for name, value in facts.items() if not value]


def _of_people(company: Company, membership: Membership, at: datetime) -> list[Duty]:
    """What those who left still answer for, and absences that nobody can make up for."""
    if not membership.may(Ability.MANAGE_PEOPLE):
        return []
    return [*_left_behind(company, at), *_without_stand_in(company, at)]


def _left_behind(company: Company, at: datetime) -> Iterator[Duty]:
    held = left_behind(company, at)
    gone = Membership.objects.of(company).filter(pk__in=held).values_list("pk", "user__name") if held else ()
    for holder, name in gone:
        listed = held[holder]
        title, label = _("Répartir ce que laisse %(name)s") % {"name": name}, _("Répartir")
        why = ngettext(
            "Son accès est coupé. %(many)s chose est encore à son nom.",
            "Son accès est coupé. %(many)s choses sont encore à son nom.",
            len(listed),
        ) % {"many": len(listed)}
        yield Duty("stop", "user-round-x", title, why, None, len(listed), reverse("accounts:team_leave", args=[holder]), label)


def _without_stand_in(company: Company, at: datetime) -> Iterator[Duty]:
    for absence in told_now_and_later(company, today_of(company, at)):
        if absence.stand_in.ended_at is None and not holds(absence):
            names = {"who": absence.membership.user.name, "stand_in": absence.stand_in.user.name}
            why = _("%(stand_in)s a changé de rôle et ne peut plus prendre la suite.") % names
            title, label = _("Nommer un remplaçant pour %(who)s") % names, _("Voir les absences")
            yield Duty("watch", "calendar-x", title, why, absence.starts_on, 2, reverse("accounts:absences"), label)


def _of_record(company: Company, membership: Membership) -> list[Duty]:
    checked = newest_ended(company.pk) if membership.may(Ability.READ_RECORD) else None
    if checked is None or checked.verdict != Verdict.ALTERED:
        return []
    why = _("La vérification a trouvé quelque chose. Ne restaurez rien et prévenez votre informaticien.")
    title, label = _("Le journal scellé a été changé"), _("Voir ce qui a été trouvé")
    return [Duty("stop", "shield-alert", title, why, None, 5, reverse("accounts:record_proof"), label)]


def _of_mail(company: Company, membership: Membership) -> list[Duty]:
    """Without mail, what does not work; with it, what did not leave."""
    if not membership.may(Ability.EDIT_COMPANY):
        return []
    if not is_set_up(company):
        why = _("Sans elle, les liens d’accès sont à copier, et personne n’est prévenu si son mot de passe change.")
        return [Duty("info", "mail", _("Régler la messagerie"), why, None, 5, reverse("accounts:mail"), _("Régler"))]
    left = given_up(company.pk)
    if not left:
        return []
    title = ngettext("%(left)s message n’est pas parti", "%(left)s messages ne sont pas partis", left) % {"left": left}
    why = _("Garde-fou n’essaie plus. La page dit pourquoi, et quoi faire.")
    return [Duty("watch", "mail-warning", title, why, None, 2, reverse("accounts:messages"), _("Voir les messages"))]


def _of_usage(company: Company, membership: Membership) -> list[Duty]:
    """The rules of use: to read, or to write as soon as one is not alone."""
    rules, address = in_force(company), reverse("accounts:usage")
    if rules is None:
        if not membership.may(Ability.EDIT_COMPANY) or len(SOME.read(company)) < SEVERAL:
            return []
        why = _("Dites à vos collègues ce qu’on peut confier à un agent, ou non. Un texte est prêt.")
        return [Duty("info", "book-check", _("Publier vos règles d’usage des agents"), why, None, 10, address, _("Lire le texte"))]
    if is_read(rules, membership):
        return []
    why = _("La version %(number)s est parue. Dites que vous l’avez lue.") % {"number": rules.number}
    return [Duty("watch", "book-check", _("Lire les règles d’usage des agents"), why, None, 5, address, _("Lire"))]


def _of_person(membership: Membership) -> list[Duty]:
    factors = factors_of(membership.user_id)
    if not factors.apps:
        return [_add_app(factors.codes_left)]
    return [_print_codes(factors.codes_left)] if factors.codes_left < FEW_CODES else []


def _add_app(left: int) -> Duty:
    why = _("Vous entrez avec des codes imprimés\u00a0: il en reste %(left)s. Une application en donne sans fin.") % {"left": left}
    tone = "stop" if left < FEW_CODES else "watch"
    title = _("Renforcer votre double vérification")
    return Duty(tone, "smartphone", title, why, None, 3, reverse("accounts:app_new"), _("Ajouter une application"))


def _print_codes(left: int) -> Duty:
    told = ngettext("Il vous reste %(left)s code imprimé.", "Il vous reste %(left)s codes imprimés.", left) % {"left": left}
    why = _("%(told)s Ils servent le jour où le téléphone manque.") % {"told": told}
    title, label = _("Imprimer de nouveaux codes"), _("Faire de nouveaux codes")
    return Duty("info", "printer", title, why, None, 2, reverse("accounts:codes_new"), label)


def _complete_sheet(missing: list[str]) -> Duty:
    why = _("Votre registre en a besoin. Il manque\u00a0: %(missing)s.") % {"missing": ", ".join(missing)}
    title = _("Compléter la fiche de l’entreprise")
    return Duty("info", "building-2", title, why, None, 2, reverse("accounts:company"), _("Compléter la fiche"))

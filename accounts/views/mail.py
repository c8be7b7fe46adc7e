"""« La messagerie »: how the company's mail leaves, a test mail to oneself, and what has left or not."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import mailing
from accounts.access import CompanyRequest, page
from accounts.actions.mail import note_tested, remove, set_up
from accounts.enums import Ability
from accounts.forms.mail import MailServerForm, provider_of
from accounts.models import MailServer, User
from accounts.providers import PROVIDERS
from accounts.views.drafts import posted
from outbox import queries
from outbox.actions import retry
from outbox.smtp import NotSent

A_PAGE = 30


@page(Ability.EDIT_COMPANY)
def mail(request: CompanyRequest) -> HttpResponse:
    kept = MailServer.objects.of(request.company).first()
    context = {
        "kept": kept,
        "provider": provider_of("", kept),
        "has_installation": mailing.installation_server() is not None,
        "providers": PROVIDERS,
        "given_up": queries.given_up(request.company.pk),
        "section": "account",
    }
    return render(request, "accounts/mail.html", context)


@page(Ability.EDIT_COMPANY, fresh=True)
@sensitive_post_parameters("password")
def edit(request: CompanyRequest) -> HttpResponse:
    kept = MailServer.objects.of(request.company).first()
    provider = provider_of(request.GET.get("fournisseur", ""), kept)
    form = MailServerForm(posted(request), provider=provider, kept=kept)
    if request.method == "POST" and form.is_valid():
        if set_up(request.company, form.given, by=request.actor, at=request.at):
            messages.success(request, _("Les réglages sont enregistrés. Envoyez-vous un message d’essai."))
        return redirect("accounts:mail")
    return render(request, "accounts/mail_edit.html", {"form": form, "provider": provider, "kept": kept, "section": "account"})


@require_POST
@page(Ability.EDIT_COMPANY)
def test(request: CompanyRequest) -> HttpResponse:
    user = User.objects.get(pk=request.user.pk)
    try:
        mailing.try_now(request.company, user, at=request.at)
    except NotSent as refused:
        messages.warning(request, refused.sentence)
    else:
        note_tested(request.company, by=request.actor, at=request.at)
        messages.success(request, _("Le message d’essai est parti à %(to)s. Regardez aussi dans les indésirables.") % {"to": user.email})
    return redirect("accounts:mail")


@require_POST
@page(Ability.EDIT_COMPANY, fresh=True)
def removal(request: CompanyRequest) -> HttpResponse:
    if remove(request.company, by=request.actor, at=request.at):
        messages.success(request, _("Les réglages sont retirés, mot de passe compris."))
    return redirect("accounts:mail")


@page(Ability.EDIT_COMPANY)
def sent(request: CompanyRequest) -> HttpResponse:
    pages = Paginator(queries.newest(request.company.pk), A_PAGE)
    context = {"page": pages.get_page(request.GET.get("page")), "is_set_up": mailing.is_set_up(request.company), "section": "account"}
    return render(request, "accounts/messages.html", context)


@require_POST
@page(Ability.EDIT_COMPANY)
def again(request: CompanyRequest, message_id: UUID) -> HttpResponse:
    message = get_object_or_404(queries.newest(request.company.pk), pk=message_id)
    if retry(message, by=request.actor, at=request.at):
        messages.success(request, _("Garde-fou réessaie maintenant."))
    return redirect("accounts:messages")

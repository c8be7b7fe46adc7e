"""« Mot de passe oublié ? »: the same page and the same work whoever is asked for. What follows is accounts.actions.forgotten's."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import CompanyRequest, open_page
from accounts.actions import forgotten
from accounts.forms.people import ForgottenForm
from accounts.mailing import is_set_up_somewhere
from accounts.views.drafts import posted
from accounts.views.locks import TOO_MANY


@open_page
def ask(request: CompanyRequest) -> HttpResponse:
    if request.user.is_authenticated and request.user.is_verified():  # type: ignore[attr-defined]
        return redirect("accounts:password")
    if not is_set_up_somewhere():
        return render(request, "accounts/forgotten.html", {"form": None})
    form, status = ForgottenForm(posted(request)), 200
    if request.method == "POST" and form.is_valid():
        try:
            forgotten.ask(form.cleaned_data["email"], request.META.get("REMOTE_ADDR", ""), at=request.at)
        except forgotten.TooMany:
            form.add_error(None, _("Trop de demandes viennent de votre connexion. Réessayez dans une heure."))
            status = TOO_MANY
        else:
            return redirect("accounts:forgotten_asked")
    return render(request, "accounts/forgotten.html", {"form": form}, status=status)


@open_page
def asked(request: CompanyRequest) -> HttpResponse:
    return render(request, "accounts/forgotten_asked.html")

"""« Règles d’usage des agents »: read them, write them, say that one has read them, and see who has not."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.actions.usage import Overtaken, Unchanged, acknowledge, publish
from accounts.enums import Ability
from accounts.forms.usage import UsageForm
from accounts.models import Company, UsageRules
from accounts.usage import changes, fingerprint, in_force, is_read, readers, starting_text
from accounts.views.drafts import posted
from lib.plain_markdown import title, to_html
from lib.tables import csv_file
from lib.tables.table import Value

BLANK_LINES = 15
CSV_HEADS = ("Personne", "Rôle", "Version", "Lu le", "À")


@page(Ability.READ)
@require_safe
def usage(request: CompanyRequest) -> HttpResponse:
    rules = in_force(request.company)
    if rules is None:
        return _page(request, "usage_none", {})
    return _page(request, "usage", _shown(request, rules) | {"is_newest": True, "before": None, "changes": []})


@page(Ability.READ)
@require_safe
def version(request: CompanyRequest, version: int) -> HttpResponse:
    """One version as it was, and what it changed."""
    rules, newest = _version(request.company, version), in_force(request.company)
    before = UsageRules.objects.of(request.company).filter(number=version - 1).first()
    context = _shown(request, rules) | {"is_newest": rules == newest, "before": before}
    return _page(request, "usage", context | {"changes": changes(before.text, rules.text) if before else []})


@page(Ability.EDIT_COMPANY)
def edit(request: CompanyRequest) -> HttpResponse:
    """« Voir avant de publier » shows the page and what changes; « Publier » makes a version."""
    newest = in_force(request.company)
    form = UsageForm(posted(request), initial=_begun(request, newest))
    if request.method != "POST" or not form.is_valid():
        return _edited(request, form, newest, {})
    if "publish" not in request.POST:
        return _edited(request, form, newest, _preview(form.cleaned_data["text"], newest))
    return _published(request, form)


@page(Ability.READ)
@require_POST
def reading(request: CompanyRequest, version: int) -> HttpResponse:
    rules, newest = _version(request.company, version), in_force(request.company)
    if rules != newest:
        messages.warning(request, _("Une version plus récente est parue. Lisez-la, puis confirmez."))
    elif acknowledge(rules, by=request.membership, at=request.at):
        messages.success(request, _("C’est noté\u00a0: vous avez lu la version %(number)s.") % {"number": rules.number})
    return redirect("accounts:usage")


@page(Ability.MANAGE_PEOPLE)
@require_safe
def sheet(request: CompanyRequest) -> HttpResponse:
    """To print, for those who have no account here."""
    rules = _newest(request.company)
    return _page(request, "usage_sheet", {"rules": rules, "fingerprint": fingerprint(rules.text), "blank": range(BLANK_LINES)})


@page(Ability.MANAGE_PEOPLE)
@require_safe
def as_csv(request: CompanyRequest) -> HttpResponse:
    rules = _newest(request.company)
    listed = [(reader.member, localtime(reader.reading.at) if reader.reading else None) for reader in readers(rules)]
    rows: list[tuple[Value, ...]] = [
        (member.user.name, member.get_role_display(), str(rules.number), at.date() if at else "", f"{at:%H:%M}" if at else "")
        for member, at in listed
    ]
    name = f"regles-d-usage-{request.company.slug}-version-{rules.number}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(csv_file.write(CSV_HEADS, rows), content_type="text/csv; charset=utf-8", headers=headers)


def _published(request: CompanyRequest, form: UsageForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        rules = publish(request.company, given["text"], based_on=given["based_on"], by=request.membership, at=request.at)
    except Unchanged:
        messages.info(request, _("Ce texte est déjà celui qui est publié. Rien n’a changé."))
    except Overtaken as overtaken:
        newest = overtaken.newest
        shown = _preview(given["text"], newest) | {"overtaken": newest}
        return _edited(request, form.again(newest.number if newest else 0), newest, shown, status=409)
    else:
        messages.success(request, _("La version %(number)s est publiée. Chacun est invité à la lire.") % {"number": rules.number})
    return redirect("accounts:usage")


def _begun(request: CompanyRequest, newest: UsageRules | None) -> dict[str, Any]:
    """The text in force, else the one we propose."""
    text = newest.text if newest else starting_text(request.company, request.user.name)
    return {"text": text, "based_on": newest.number if newest else 0}


def _preview(text: str, newest: UsageRules | None) -> dict[str, Any]:
    return {"preview": _html(text), "changes": changes(newest.text, text) if newest else []}


def _edited(
    request: CompanyRequest, form: UsageForm, newest: UsageRules | None, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    nothing: dict[str, Any] = {"overtaken": None, "preview": None, "changes": []}
    return _page(request, "usage_edit", nothing | {"form": form, "newest": newest} | context, status)


def _shown(request: CompanyRequest, rules: UsageRules) -> dict[str, Any]:
    return {
        "rules": rules,
        "heading": title(rules.text) or _("Règles d’usage des agents"),
        "body": _html(rules.text),
        "is_read": is_read(rules, request.membership),
        "readers": readers(rules) if request.may(Ability.MANAGE_PEOPLE) else [],
        "versions": UsageRules.objects.of(request.company).exclude(pk=rules.pk).defer("text").order_by("-number"),
    }


def _html(text: str) -> SafeString:
    return to_html(text, lambda _name: "#content")


def _version(company: Company, number: int) -> UsageRules:
    return get_object_or_404(UsageRules.objects.of(company).select_related("made_by__user", "company"), number=number)


def _newest(company: Company) -> UsageRules:
    rules = in_force(company)
    if rules is None:
        raise Http404
    return rules


def _page(request: CompanyRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"accounts/{name}.html", {"section": "account", **context}, status=status)

"""Impact assessments over HTTP: what an import would bring, the list, one of them, the processing it is about, its file again."""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from inventory.charge import charge_of, may_on
from inventory.models import Processing
from register.imports import AlreadyDecided
from register.models import ImpactAssessment, Import
from register.pia import actions
from register.pia.reading import counted
from register.pia.shown import shown


class TieForm(forms.Form):
    """Which processing an assessment is about; none is an answer."""

    processing: Any = forms.ModelChoiceField(
        label=gettext_lazy("Traitement concerné"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Aucun pour l’instant"),
        error_messages={"invalid_choice": gettext_lazy("Ce traitement n’est plus dans le registre. Choisissez-en un autre.")},
    )

    def __init__(self, *args: Any, processings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["processing"].queryset = processings  # type: ignore[attr-defined]


def is_assessment(found: Import) -> bool:
    """This import holds an AIPD, or brought one."""
    return not {"pia", "assessment"}.isdisjoint(found.preview)


def preview(request: CompanyRequest, found: Import) -> HttpResponse:
    """What the file holds, before it is kept; once it is, its own page."""
    if made := found.preview.get("assessment"):
        return redirect("register:assessment", made)
    content = found.preview["pia"]
    context = {"section": "register", "import": found, "found": counted(content), "known": actions.same_as(request.company, content)}
    return render(request, "register/assessment_preview.html", context)


def creation(request: CompanyRequest, found: Import) -> HttpResponse:
    """The person accepts it."""
    try:
        made = actions.apply(found, by=request.membership, at=request.at)
    except AlreadyDecided:
        messages.info(request, _("Cet import était déjà décidé. Rien n’a été créé deux fois."))
        return redirect("register:import_preview", found.pk)
    except actions.AlreadyThere as there:
        messages.info(request, _("Cette AIPD est déjà dans votre registre. Rien n’a été créé deux fois."))
        return redirect("register:assessment", there.args[0].pk)
    messages.success(request, _("L’AIPD est importée. Rattachez-la à son traitement."))
    return redirect("register:assessment", made.pk)


@page(Ability.READ)
@require_safe
def assessments(request: CompanyRequest) -> HttpResponse:
    rows = ImpactAssessment.objects.of(request.company).defer("content").select_related("processing")
    return render(request, "register/assessments.html", {"section": "register", "rows": rows})


@page(Ability.READ)
@require_safe
def assessment(request: CompanyRequest, assessment_id: UUID) -> HttpResponse:
    found = _assessment(request, assessment_id)
    return _page(request, found, TieForm(initial={"processing": found.processing_id}, processings=_processings(request)))


@page(Ability.EDIT_INVENTORY)
@require_POST
def tie(request: CompanyRequest, assessment_id: UUID) -> HttpResponse:
    found = _assessment(request, assessment_id)
    if not _may_tie(request, found):
        raise Http404
    form = TieForm(request.POST, processings=_processings(request))
    if not form.is_valid():
        return _page(request, found, form)
    if actions.attach(found, form.cleaned_data["processing"], by=request.membership, at=request.at):
        messages.success(request, _("C’est noté."))
    return redirect("register:assessment", found.pk)


@page(Ability.EXPORT_REGISTER)
@require_safe
def download(request: CompanyRequest, assessment_id: UUID) -> HttpResponse:
    found = _assessment(request, assessment_id)
    data = json.dumps(found.content, ensure_ascii=False, indent=2)
    name = f"aipd-{slugify(found.name)[:60] or 'sans-nom'}.json"
    return HttpResponse(data, content_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _page(request: CompanyRequest, found: ImpactAssessment, form: TieForm) -> HttpResponse:
    context = {"section": "register", "assessment": found, "told": shown(found.content), "found": counted(found.content), "form": form}
    return render(request, "register/assessment.html", {**context, "may_edit": _may_tie(request, found)})


def _may_tie(request: CompanyRequest, found: ImpactAssessment) -> bool:
    """One that is tied to no sheet is anybody's who edits the register."""
    return may_on(request, found.processing) if found.processing else request.may(Ability.EDIT_INVENTORY)


def _processings(request: CompanyRequest) -> Any:
    return charge_of(request).of_sheets(Processing.objects.of(request.company).filter(ended_at=None))


def _assessment(request: CompanyRequest, assessment_id: UUID) -> ImpactAssessment:
    return get_object_or_404(ImpactAssessment.objects.of(request.company).select_related("company", "processing"), pk=assessment_id)

"""The file of an import, and which of its processings to create."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lib.tables.archive import MAX_BYTES

TOO_BIG = _("Ce fichier dépasse 5\u00a0Mio. Retirez-en les images, puis réessayez.")

CHANGED = _("Une fiche a changé depuis que vous l’avez lue. Relisez les changements, puis cochez de nouveau.")


class UploadForm(forms.Form):
    """One file. Whether it can be read is the importer's word, not its name's."""

    register = forms.FileField(
        label=_("Votre fichier"),
        help_text=_(
            "Un export de Garde-fou (XLSX, CSV, JSON), le modèle de la CNIL (ODS), un export de Madis, d’OpenRGPD ou de CISO Assistant, "
            "un registre DPV (JSON-LD), une AIPD de l’outil de la CNIL (JSON). 5\u00a0Mio au plus."
        ),
        widget=forms.FileInput(attrs={"accept": ".ods,.csv,.xlsx,.json,.jsonld"}),
        error_messages={
            "required": _("Choisissez le fichier de votre registre."),
            "empty": _("Ce fichier est vide. Choisissez le fichier de votre registre."),
            "missing": _("Choisissez le fichier de votre registre."),
            "invalid": _("Choisissez le fichier de votre registre."),
        },
    )

    def clean_register(self) -> UploadedFile:
        """Refused by its size before anything reads it."""
        chosen: UploadedFile = self.cleaned_data["register"]
        if chosen.size is None or chosen.size > MAX_BYTES:
            raise forms.ValidationError(TOO_BIG, code="too_big")
        return chosen


class KeepForm(forms.Form):
    """The boxes ticked on the preview: processings to create, and changes to take on sheets that exist."""

    keep = forms.MultipleChoiceField(
        required=False,
        error_messages={
            "invalid_choice": _("Un traitement coché n’est plus dans cet import. Relisez la liste."),
        },
    )
    take = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": CHANGED})

    def __init__(self, data: Any, keys: Sequence[str], changes: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["keep"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]
        self.fields["take"].choices = [(key, key) for key in changes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Nothing ticked is said, not done."""
        if not self.errors and not (self.cleaned_data["keep"] or self.cleaned_data["take"]):
            raise forms.ValidationError(_("Cochez au moins un traitement à créer, ou un changement à reprendre."), code="nothing")
        return self.cleaned_data

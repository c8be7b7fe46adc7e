"""The file of an import of agents, and the boxes ticked on its preview."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lib.tables.archive import MAX_BYTES

TOO_BIG = _("Ce fichier dépasse 5\u00a0Mio. Partagez-le en plusieurs fichiers.")
CHANGED = _("Vos agents ont changé depuis que vous avez lu cette page. Relisez-la, puis cochez de nouveau.")
CHOOSE = _("Choisissez le fichier de vos agents.")


class AgentsFileForm(forms.Form):
    """One file. Whether it can be read is the importer's word, not its name's."""

    agents = forms.FileField(
        label=_("Votre fichier"),
        help_text=_("Le classeur des agents (XLSX ou ODS), le zip de ses fichiers CSV, ou l’un d’eux. 5\u00a0Mio au plus."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.zip"}),
        error_messages={
            "required": CHOOSE,
            "empty": _("Ce fichier est vide. Choisissez le fichier de vos agents."),
            "missing": CHOOSE,
            "invalid": CHOOSE,
        },
    )

    def clean_agents(self) -> UploadedFile:
        """Refused by its size before anything reads it."""
        chosen: UploadedFile = self.cleaned_data["agents"]
        if chosen.size is None or chosen.size > MAX_BYTES:
            raise forms.ValidationError(TOO_BIG, code="too_big")
        return chosen


class TakeForm(forms.Form):
    """The boxes ticked."""

    take = forms.MultipleChoiceField(
        error_messages={"required": _("Cochez au moins une ligne à reprendre."), "invalid_choice": CHANGED},
    )

    def __init__(self, data: Any, keys: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["take"].choices = [(key, key) for key in keys]  # type: ignore[attr-defined]

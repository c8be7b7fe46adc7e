"""The one form of the backups' page."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.backups.phrase import Mistyped, age_key


class PhraseForm(forms.Form):
    """What is written on the paper."""

    phrase = forms.CharField(
        label=gettext_lazy("La phrase de vos sauvegardes"),
        help_text=gettext_lazy("Sept groupes de quatre lettres et chiffres. Majuscules, espaces et tirets ne comptent pas."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_phrase(self) -> Any:
        typed = self.cleaned_data["phrase"]
        try:
            age_key(typed)
        except Mistyped:
            raise forms.ValidationError(_("Une lettre manque ou a été mal lue. Reprenez groupe par groupe.")) from None
        return typed

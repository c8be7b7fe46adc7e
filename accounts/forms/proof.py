"""Who keeps a copy of the checkpoints, and a checkpoint that somebody had received."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import EmailField, required
from ledger.offline.points import LONGEST_PASTE


class CopyForm(forms.Form):
    """One address."""

    address = EmailField(
        label=_("Adresse qui garde une copie"),
        help_text=_("Par exemple celle de votre expert-comptable. Cette personne n’a pas besoin d’un compte ici."),
        error_messages={
            "required": _("Indiquez une adresse, ou retirez celle qui est enregistrée."),
            "invalid": _("Indiquez une adresse e-mail, par exemple cabinet@comptable.fr."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )


class CompareForm(forms.Form):
    """Whatever was pasted; who reads it says what is in it."""

    text = forms.CharField(
        label=_("Le message reçu, ou la ligne qui commence par GF1"),
        max_length=LONGEST_PASTE,
        help_text=_("Collez le message entier, Garde-fou y trouve ce qu’il lui faut."),
        error_messages=required(_("Collez le message, ou la ligne imprimée.")) | {"max_length": _("C’est trop long pour un seul message.")},
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_text(self) -> Any:
        text = str(self.cleaned_data["text"])
        return text.replace("\0", "")

"""A name of ours for somebody who is paid, and an account checked by its key."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Line, required
from lib.leaked_keys import is_iban

LONGEST_NAME = 120
NO_NAME = _("Indiquez le nom de ce bénéficiaire.")
NOT_AN_ACCOUNT = _("Ce numéro n’est pas un IBAN complet. Recopiez-le depuis un RIB, par exemple FR76 3000 6000 0112 3456 7890 189.")


class NameForm(forms.Form):
    """What we call them, whatever an agent says."""

    use_required_attribute = False

    name = Line(label=_("Nom"), max_length=LONGEST_NAME, error_messages=required(NO_NAME))

    def clean_name(self) -> str:
        """A name has a letter in it."""
        name: str = self.cleaned_data["name"]
        if not any(char.isalpha() for char in name):
            raise ValidationError(NO_NAME)
        return name


class PayeeForm(NameForm):
    """By hand, before the first payment."""

    account = Line(
        label=_("IBAN"),
        help_text=_("D’un RIB que vous avez déjà, ou relu au téléphone. Nous n’en gardons que le début et la fin."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages=required(_("Indiquez l’IBAN de ce bénéficiaire.")),
    )

    def clean_account(self) -> str:
        """Without spaces, its key checked (ISO 13616, modulo 97)."""
        plain = "".join(self.cleaned_data["account"].split()).upper()
        if not is_iban(plain):
            raise ValidationError(NOT_AN_ACCOUNT)
        return plain

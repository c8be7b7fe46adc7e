"""Fields that several forms share, with their French sentences."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.rules import NotSiren, siren_of, spaced_siren
from lib.leaked_keys import is_key
from lib.words import on_one_line

LONGEST_PASSWORD = 256


def required(sentence: Any) -> dict[str, Any]:
    """The words of an empty field."""
    return {"required": sentence}


class Line(forms.CharField):
    """One line that a person types: control characters and turning marks are dropped, the NUL character is refused.

    A key or a password is refused, and not shown again: what is written here is printed, and sealed in the record.
    """

    def __init__(self, *, error_messages: dict[str, Any] | None = None, **kwargs: Any) -> None:
        words = {
            "max_length": _("C’est trop long\u00a0: %(limit_value)d caractères au plus, vous en avez écrit %(show_value)d."),
            "null_characters_not_allowed": _("Ce texte contient un caractère invisible interdit. Écrivez-le de nouveau."),
        }
        super().__init__(error_messages=words | (error_messages or {}), **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if "\0" in text else on_one_line(text)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if is_key(text):
            raise ValidationError(_("Ceci ressemble à une clé ou à un mot de passe. Ne le mettez jamais ici."), code="secret")
        return text

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the page shows again."""
        return "" if isinstance(data, str) and is_key(data) else super().bound_data(data, initial)


class EmailField(forms.EmailField):
    """An address, kept in lower case."""

    def __init__(self, **kwargs: Any) -> None:
        words = {
            "required": _("Indiquez votre adresse e-mail."),
            "invalid": _("Indiquez une adresse e-mail, par exemple claire@entreprise.fr."),
        }
        widget = forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"})
        super().__init__(**{"max_length": 254, "label": _("Adresse e-mail"), "error_messages": words, "widget": widget, **kwargs})

    def clean(self, value: Any) -> Any:
        return super().clean(value).lower()


class PasswordField(forms.CharField):
    """Exactly as typed: spaces count."""

    def __init__(self, *, fresh: bool = False, **kwargs: Any) -> None:
        attrs = {"autocomplete": "new-password" if fresh else "current-password"}
        kwargs.setdefault("error_messages", required(_("Indiquez un mot de passe.")))
        super().__init__(strip=False, max_length=LONGEST_PASSWORD, widget=forms.PasswordInput(attrs=attrs), **kwargs)


class SirenField(forms.CharField):
    """Nine digits, spaces allowed; may stay empty."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        told = _("Neuf chiffres, sur vos factures ou votre Kbis. Vous pouvez le donner plus tard.")
        super().__init__(label=_("Numéro SIREN"), required=False, max_length=30, help_text=told, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return spaced_siren(value) if isinstance(value, str) and value.isdigit() and len(value) == 9 else value

    def clean(self, value: Any) -> str:
        try:
            return siren_of(super().clean(value))
        except NotSiren as error:
            raise ValidationError(
                _("Ce numéro SIREN n’est pas juste\u00a0: vérifiez les neuf chiffres, ou laissez vide pour l’instant.")
            ) from error

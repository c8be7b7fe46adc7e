"""Forms that a device fills (static/js/passkey.js)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Line, required


class Answer(forms.HiddenInput):
    """Never given back: each page asks its own question."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ARG002  (Django's signature)
        return super().get_context(name, None, attrs)


class PasskeyForm(forms.Form):
    """What the device said."""

    passkey = forms.CharField(required=False, max_length=20_000, widget=Answer)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("passkey") and not self.errors:
            self.add_error(None, _("L’appareil n’a rien répondu. Réessayez, ou utilisez un code."))
        return given


class NewPasskeyForm(PasskeyForm):
    """A further passkey: a name to tell it from the others."""

    name = Line(
        label=_("Son nom"),
        max_length=60,
        initial=_("Mon ordinateur"),
        error_messages=required(_("Donnez-lui un nom, par exemple «\u00a0Ordinateur du bureau\u00a0».")),
    )

"""What is said of a new key."""

from ipaddress import ip_address
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.enums import Scope

MOST = 10


class KeyForm(forms.Form):
    """Which calls it opens, and from where."""

    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Ce qu’elle permet"), choices=Scope.choices, initial=Scope.values, widget=forms.CheckboxSelectMultiple
    )
    addresses = forms.CharField(
        label=gettext_lazy("Adresses d’où il appelle"),
        help_text=gettext_lazy("Une par ligne, par exemple 203.0.113.7. Vide\u00a0: de partout."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_addresses(self) -> list[str]:
        """Each as the server will see it."""
        found: list[str] = []
        for text in self.cleaned_data["addresses"].split():
            try:
                found.append(str(ip_address(text)))
            except ValueError:
                raise ValidationError(_("«\u00a0%(text)s\u00a0» n’est pas une adresse IP.") % {"text": text[:50]}) from None
        if len(found) > MOST:
            raise ValidationError(_("Dix adresses au plus."))
        return list(dict.fromkeys(found))

    def given(self) -> dict[str, Any]:
        """As actions.keys.make wants it."""
        return {"scopes": [Scope(scope) for scope in self.cleaned_data["scopes"]], "addresses": self.cleaned_data["addresses"]}

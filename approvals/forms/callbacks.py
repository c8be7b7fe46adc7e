"""An address of one's own network that may be called."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.rules.callbacks import host_of


class HostForm(forms.Form):
    """Host and port: an allowed machine is not allowed for all it runs."""

    host = forms.CharField(
        label=gettext_lazy("Machine et port"),
        help_text=gettext_lazy("Par exemple n8n.local:5678 ou 192.168.1.20:5678. Une machine que vous connaissez, rien d’autre."),
        max_length=260,
    )

    def clean_host(self) -> str:
        """In lower case."""
        host = host_of(self.cleaned_data["host"])
        if host is None:
            raise ValidationError(_("Indiquez la machine et son port, par exemple n8n.local:5678."))
        return host

"""The few words a stop asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Line


class StopForm(forms.Form):
    """Why, if one has the time to say it."""

    why = Line(
        label=_("Pourquoi\u00a0?"),
        help_text=_("Une phrase suffit. Vous pouvez laisser vide."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class LiftForm(forms.Form):
    """Why the agent may work again: obligatory."""

    why = Line(
        label=_("Pourquoi peut-il reprendre\u00a0?"),
        help_text=_("Par exemple\u00a0: «\u00a0Mot de passe changé, fournisseur prévenu.\u00a0»"),
        error_messages={"required": _("Dites en une phrase pourquoi le travail peut reprendre.")},
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    voids = forms.BooleanField(
        label=_("Annuler les demandes et les accords d’avant l’arrêt"),
        help_text=_("L’agent devra redemander. Gardez cette case cochée si vous ne savez pas ce qu’il a fait."),
        required=False,
        initial=True,
    )


class DrillForm(forms.Form):
    """Whom to stop, to see who hears it; nobody named: all."""

    agent = forms.UUIDField(required=False)


class TickForm(forms.Form):
    """Which account of which agent; `done` empty means that the tick is taken off."""

    agent = forms.UUIDField()
    connection = forms.UUIDField(required=False)
    done = forms.BooleanField(required=False)

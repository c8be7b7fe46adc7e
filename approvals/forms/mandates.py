"""What somebody may approve: which agents, up to how much."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Line, required
from accounts.models import Company
from inventory.models import Agent
from lib.choices import Hinted
from lib.money import NotMoney, cents_of

NONE, EVERY, NAMED = "none", "every", "named"
UP_TO, ENDLESS = "up_to", "endless"
EXTENTS = [
    (EVERY, Hinted("Tous les agents", "Ceux qui seront déclarés plus tard aussi.")),
    (NAMED, Hinted("Certains agents", "Ce qui est dit d’un agent nommé passe avant ce qui est dit de tous.")),
]
NOTHING = (NONE, Hinted("Rien pour l’instant", "Vous le direz plus tard, depuis «\u00a0Qui peut approuver\u00a0»."))
LIMITS = [
    (UP_TO, Hinted("Jusqu’à un montant", "Au-dessus, la demande revient à un dirigeant.")),
    (ENDLESS, Hinted("Sans plafond", "Quel que soit le montant.")),
]
NOT_AN_AMOUNT = _("Indiquez un montant en euros, par exemple 1\u00a0000 ou 1\u00a0000,50.")


class Euros(Line):
    """Asked for when « Jusqu’à un montant » is chosen: whether it may be empty is for the form to say."""

    def validate(self, value: Any) -> None:
        """Nothing by itself."""


class MandateForm(forms.Form):
    """`may_wait`: on the page of an invitation, where nothing at all is an answer too."""

    use_required_attribute = False

    extent = forms.ChoiceField(
        label=_("Pour quels agents\u00a0?"),
        choices=EXTENTS,
        widget=forms.RadioSelect,
        error_messages=required(_("Choisissez une réponse.")),
    )
    agents = forms.ModelMultipleChoiceField(
        label=_("Lesquels\u00a0?"), queryset=Agent.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    limit = forms.ChoiceField(label=_("Jusqu’à combien\u00a0?"), choices=LIMITS, required=False, widget=forms.RadioSelect)
    amount = Euros(
        label=_("Montant, en euros"),
        help_text=_("Par exemple 1\u00a0000. Un envoi sans montant n’a pas de plafond."),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, company: Company, may_wait: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["agents"].queryset = Agent.objects.of(company).in_sight().order_by("name")
        if may_wait:
            fields["extent"].choices = [NOTHING, *EXTENTS]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        extent = given.get("extent")
        if extent == NAMED and not given.get("agents") and "agents" not in self.errors:
            self.add_error("agents", _("Cochez au moins un agent."))
        if extent in (EVERY, NAMED):
            self._check_limit(given)
        return given

    def _check_limit(self, given: dict[str, Any]) -> None:
        given["cents"] = None
        if not given.get("limit"):
            self.add_error("limit", _("Choisissez un montant, ou «\u00a0Sans plafond\u00a0»."))
        elif given["limit"] == UP_TO and "amount" not in self.errors:
            try:
                given["cents"] = cents_of(given.get("amount", "")) or None
            except NotMoney:
                given["cents"] = None
            if given["cents"] is None:
                self.add_error("amount", NOT_AN_AMOUNT)

    @property
    def agents_chosen(self) -> list[Agent | None]:
        """None stands for every agent; an empty list: nothing for now."""
        extent = self.cleaned_data["extent"]
        return [None] if extent == EVERY else list(self.cleaned_data["agents"]) if extent == NAMED else []

    @property
    def cents(self) -> int | None:
        """None: without ceiling."""
        cents: int | None = self.cleaned_data.get("cents")
        return cents

"""The sheet of facts of a company."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import EmailField, Line, SirenField, required
from accounts.models import Company

ZONES = [
    ("Europe/Paris", _("France métropolitaine")),
    ("America/Guadeloupe", _("Guadeloupe")),
    ("America/Martinique", _("Martinique")),
    ("America/Cayenne", _("Guyane")),
    ("Indian/Reunion", _("La Réunion")),
    ("Indian/Mayotte", _("Mayotte")),
    ("America/Miquelon", _("Saint-Pierre-et-Miquelon")),
    ("America/St_Barthelemy", _("Saint-Barthélemy")),
    ("America/Marigot", _("Saint-Martin")),
    ("Pacific/Wallis", _("Wallis-et-Futuna")),
    ("Pacific/Tahiti", _("Polynésie française")),
    ("Pacific/Noumea", _("Nouvelle-Calédonie")),
    ("Europe/Brussels", _("Belgique, Luxembourg")),
    ("Europe/Zurich", _("Suisse")),
]
DPO = [("yes", _("Oui")), ("no", _("Non")), ("", _("Je ne sais pas"))]
ANSWERS: dict[str, bool | None] = {"yes": True, "no": False, "": None}
WORDS: dict[bool | None, str] = {answer: word for word, answer in ANSWERS.items()}


class CompanyForm(forms.Form):
    """Everything but the name may stay empty."""

    name = Line(label=_("Nom"), max_length=160, error_messages=required(_("Indiquez le nom de l’entreprise.")))
    siren = SirenField()
    address = Line(label=_("Adresse"), max_length=300, required=False, widget=forms.TextInput(attrs={"autocomplete": "street-address"}))
    phone = Line(
        label=_("Téléphone"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    )
    email = EmailField(
        label=_("E-mail de contact"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    )
    representative = Line(
        label=_("Représentant légal"),
        max_length=160,
        required=False,
        help_text=_("Le dirigeant, par exemple. Son nom figure dans le registre."),
    )
    has_dpo = forms.ChoiceField(
        label=_("Avez-vous un délégué à la protection des données (DPO)\u00a0?"),
        choices=DPO,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("La plupart des petites entreprises n’en ont pas l’obligation."),
    )
    dpo_name = Line(label=_("Nom du délégué"), max_length=160, required=False)
    dpo_contact = Line(label=_("Comment le joindre"), max_length=300, required=False, help_text=_("E-mail, téléphone ou adresse."))
    time_zone = forms.ChoiceField(label=_("Heure locale"), choices=ZONES)

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(company, name) for name in self.base_fields} | {"has_dpo": WORDS[company.has_dpo]}
        super().__init__(*args, **kwargs)
        zone = self.fields["time_zone"]
        if company.time_zone not in dict(ZONES) and isinstance(zone, forms.ChoiceField):
            zone.choices = [*ZONES, (company.time_zone, company.time_zone)]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("has_dpo") == "yes" and not given.get("dpo_contact"):
            self.add_error("dpo_contact", _("Indiquez comment joindre le délégué\u00a0: le registre doit le dire."))
        return given

    @property
    def facts(self) -> dict[str, str | bool | None]:
        """What accounts.actions.company.edit_company takes."""
        return self.cleaned_data | {"has_dpo": ANSWERS[self.cleaned_data["has_dpo"]]}

"""Who receives the data, processors and their contract (art. 28), and what leaves the European Union (chap. V)."""

from typing import Any

from django import forms

from inventory.countries import EEA, ELSEWHERE, country_code, country_name
from inventory.forms.fields import Choice, Day, Words, YesNo
from inventory.forms.lines import LineForm, WordForm, marked
from inventory.rules.recipients import usually_processor
from inventory.rules.transfers import NO_TRANSFER, Planned, refusals

SUGGESTED = {"list": "countries", "autocomplete": "off"}
COUNTRIES = {"recipients": [*EEA.values(), *ELSEWHERE.values()], "transfers": list(ELSEWHERE.values())}


class RecipientForm(WordForm):
    """A recipient. Without an answer a new one takes the usual role of its word."""

    source = "destinataires"
    is_processor = YesNo(
        label="Est-ce votre sous-traitant\u00a0?",
        help_text="Il traite les données pour vous, sur vos instructions. Sans réponse, nous reprenons son rôle habituel.",
    )
    contract_on = Day(label="Date du contrat", help_text="Le contrat de sous-traitance (RGPD, art. 28.3), souvent appelé DPA.")
    contract_where = Words(label="Où est ce contrat", max_length=300)
    country = Words(
        label="Dans quel pays",
        max_length=80,
        widget=forms.TextInput(attrs=SUGGESTED),
        help_text="Là où il est établi, ou d’où ses équipes voient les données.",
    )

    def clean_country(self) -> str:
        return spelt(self.cleaned_data["country"])

    def values(self) -> dict[str, Any]:
        said = super().values()
        if said["is_processor"] is None and self.line is None:
            said["is_processor"] = usually_processor(self.words.term(self.source, said["code"]))
        return said


class TransferForm(LineForm):
    """Data leaving the European Union."""

    recipient = Words(label="Qui les reçoit", required="Dites qui reçoit ces données.", max_length=200)
    country = Words(label="Dans quel pays", max_length=80, widget=forms.TextInput(attrs=SUGGESTED))
    mechanism = Choice([], label="Avec quelle garantie")
    link = Words(label="Lien vers la garantie", max_length=500, help_text="L’adresse du contrat ou de la décision.")
    checked_on = Day(
        label="Vérifiée le",
        help_text="Le jour où quelqu’un a regardé la garantie. Data Privacy Framework\u00a0: à refaire tous les 12 mois.",
    )
    valid_until = Day(label="Valable jusqu’au", help_text="Si le contrat ou la garantie a une fin.")

    def __init__(self, data: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        offered = self.words.offered("transferts", self.kept("mechanism"))
        terms = [(code, marked(term)) for code, term in offered.items() if code != NO_TRANSFER]
        self.choose("mechanism", [("", "Je ne sais pas"), *terms])

    def clean_country(self) -> str:
        return spelt(self.cleaned_data["country"])

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError("Écrivez une adresse qui commence par https://.")
        return link

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            planned = Planned(said["country"], said["mechanism"], said["checked_on"], said["valid_until"])
            for name, sentence in refusals(planned, self.words, self.today):
                self.add_error(name, sentence)
        return said


def spelt(country: str) -> str:
    """« us » -> « États-Unis »; a name we do not know stays as it was typed."""
    return country_name(country_code(country)) or country

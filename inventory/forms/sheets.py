"""The top of a sheet, a new sheet, who decides and what people are told, and the tie between sheets and agents."""

from datetime import date
from typing import Any

from django import forms

from inventory import catalogue
from inventory.actions.processings import Heading, Notice
from inventory.enums import Automation, Side
from inventory.forms.fields import Choice, Day, Words, YesNo
from inventory.models import Agent, Processing
from lib.choices import Hinted

SIDES = [
    (Side.CONTROLLER.value, Hinted("Pour l’entreprise", "Vous décidez pourquoi et comment. C’est le cas le plus courant.")),
    (Side.PROCESSOR.value, Hinted("Pour le compte de clients", "Vos clients décident, vous exécutez. Aucune base légale n’y figure.")),
]


class HeadingForm(forms.Form):
    """The top of the sheet."""

    name = Words(
        label="Nom du traitement",
        required="Donnez un nom à ce traitement.",
        max_length=200,
        help_text="Par exemple «\u00a0Gestion des clients\u00a0».",
    )
    side = Choice(SIDES, label="Pour le compte de qui\u00a0?", required="Choisissez pour le compte de qui.", cards=True)
    purpose = Words(label="Finalité principale", rows=3, help_text="Pourquoi vous utilisez ces données.")
    sub_purposes = Words(label="Sous-finalités", rows=4, help_text="Une par ligne.")
    source = Words(label="Source des données", rows=2, help_text="La personne elle-même, ou qui d’autre.")
    outside_reference = Words(label="Référence externe", max_length=80, help_text="Le numéro de cette fiche dans un autre registre.")

    def __init__(self, data: Any = None, *, processing: Processing) -> None:
        initial = {name: getattr(processing, name) for name in Heading.__dataclass_fields__}
        super().__init__(data, initial={**initial, "sub_purposes": "\n".join(processing.sub_purposes)})

    def heading(self) -> Heading:
        """What the action wants."""
        lines = tuple(line.strip() for line in self.cleaned_data["sub_purposes"].split("\n") if line.strip())
        return Heading(**{**self.cleaned_data, "sub_purposes": lines})


class NewForm(forms.Form):
    """A new line: from a template, or blank."""

    template = Choice([], label="Partir d’un modèle", help_text="La fiche arrive remplie\u00a0; vous relisez et vous confirmez.")
    name = Words(label="Nom du traitement", max_length=200, help_text="Facultatif avec un modèle.")
    side = Choice(SIDES, label="Pour le compte de qui\u00a0?", cards=True)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"side": Side.CONTROLLER.value})
        field: Any = self.fields["template"]
        groups = [(sector, [(one.code, one.name) for one in found]) for sector, found in catalogue.grouped()]
        field.choices = [("", "Aucun modèle, une fiche vide"), *groups]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("template") and not said.get("name") and not self.errors:
            self.add_error("name", "Donnez un nom à ce traitement, ou choisissez un modèle.")
        return said


class NoticeForm(forms.Form):
    """Who decides (art. 22), must people answer (art. 13.2.e), what they are told and how (art. 13 and 14)."""

    DECIDES = [
        (
            Automation.NONE.value,
            Hinted("Aucune décision sur des personnes", "Il trie, rédige ou prépare\u00a0; rien n’est décidé pour quelqu’un."),
        ),
        (
            Automation.ASSISTED.value,
            Hinted("Une personne décide, l’agent prépare", "Il propose un tri, une réponse ou un refus\u00a0; une personne tranche."),
        ),
        (
            Automation.ALONE.value,
            Hinted("L’agent décide seul", "Avec un effet important sur quelqu’un, qui peut la contester (RGPD, art. 22)."),
        ),
        ("", "Je ne sais pas"),
    ]
    automation = Choice(DECIDES, label="Qui décide\u00a0?", cards=True)
    automation_words = Words(
        label="Logique, effets, et comment joindre une personne",
        rows=3,
        help_text="Sur quoi il se fonde, ce que cela change, et à qui parler pour faire revoir la décision.",
    )
    obligation = Words(
        label="Doit-on répondre\u00a0?",
        rows=2,
        help_text="Ce qui est obligatoire, et ce qui se passe sans réponse (RGPD, art. 13.2.e).",
    )
    information = Words(
        label="Texte d’information donné aux personnes", rows=4, help_text="Ce que vous leur dites de ce traitement, agent compris."
    )
    is_informed = YesNo(label="Les personnes ont-elles reçu cette information\u00a0?")
    informed_on = Day(label="Depuis quel jour")
    informed_how = Words(label="Comment", max_length=500, help_text="Par exemple «\u00a0sur le site et au bas des factures\u00a0».")

    def __init__(self, data: Any = None, *, processing: Processing, today: date) -> None:
        self.today = today
        super().__init__(data, initial={name: getattr(processing, name) for name in Notice.__dataclass_fields__})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if (day := said.get("informed_on")) and day > self.today:
            self.add_error("informed_on", "Ce jour n’est pas encore venu. Écrivez le jour où elles l’ont reçue.")
        if said.get("is_informed") is False and said.get("informed_on"):
            self.add_error("is_informed", "Un jour est écrit plus bas\u00a0: répondez «\u00a0Oui\u00a0», ou effacez ce jour.")
        return said

    def notice(self) -> Notice:
        """What the action wants."""
        return Notice(**self.cleaned_data)


class AgentChoice(forms.Form):
    """An agent to tie to a processing."""

    agent = forms.ModelChoiceField(
        label="Rattacher un agent",
        queryset=Agent.objects.none(),
        empty_label="Choisissez un agent",
        error_messages={"required": "Choisissez un agent.", "invalid_choice": "Choisissez un agent de la liste."},
    )


class ProcessingChoice(forms.Form):
    """A processing to tie to an agent."""

    processing = forms.ModelChoiceField(
        label="Une fiche qui existe déjà",
        queryset=Processing.objects.none(),
        empty_label="Choisissez une fiche",
        error_messages={"required": "Choisissez une fiche.", "invalid_choice": "Choisissez une fiche de la liste."},
    )

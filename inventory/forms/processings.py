"""A line of the register and the lines of its sheet. Words come from the vocabularies; free text is always possible."""

from collections.abc import Mapping
from typing import Any

from django import forms

from inventory import catalogue
from inventory.actions.processings import Heading
from inventory.countries import ELSEWHERE
from inventory.enums import Side
from inventory.forms.fields import Choice, Words
from inventory.models import Agent, Processing
from inventory.rules.overlay import OURS, CompanyTerm, CompanyWords
from lib.choices import Hinted

SIDES = [
    (Side.CONTROLLER.value, Hinted("Pour l’entreprise", "Vous décidez pourquoi et comment. C’est le cas le plus courant.")),
    (Side.PROCESSOR.value, Hinted("Pour le compte de clients", "Vos clients décident, vous exécutez. Aucune base légale n’y figure.")),
]
SHIELD = "Le Privacy Shield n’est plus valable depuis le 16 juillet 2020 (CJUE, C-311/18). Choisissez une autre garantie."


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
    information = Words(
        label="Texte d’information donné aux personnes", rows=4, help_text="Ce que vous leur dites de ce traitement, agent compris."
    )
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


class LineForm(forms.Form):
    """One line of a sheet. `values()` are the columns of its table; `words`: the vocabularies as the company has them."""

    def __init__(self, data: Any = None, *, processing: Processing, line: Any = None, words: CompanyWords = OURS) -> None:
        self.processing, self.line, self.words = processing, line, words
        super().__init__(data, initial=self.initial_of(line) if line else {})

    def initial_of(self, line: Any) -> dict[str, Any]:
        return {name: getattr(line, name, None) for name in self.base_fields}

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def offered(self, name: str, column: str) -> Mapping[str, CompanyTerm]:
        """The words of a list; the one this line says already stays, even hidden."""
        return self.words.offered(name, kept=getattr(self.line, column, ""))

    def known(self, name: str, typed: str) -> str:
        """What a person typed: the code of the word that reads so, or the text itself."""
        return self.words.code_of(name, typed) or typed


class PurposeForm(LineForm):
    """A purpose and what authorises it; a processor's has no basis."""

    description = Words(label="Finalité", required="Dites pourquoi vous utilisez ces données.", rows=2)
    basis = Choice([], label="Ce qui l’autorise (base légale)", cards=True)
    justification = Words(label="Pourquoi ce choix", rows=2, help_text="Une phrase qui vous servira si on vous le demande.")
    confirmed = forms.BooleanField(
        label="Je confirme ce qui l’autorise", required=False, help_text="Sans cette coche, la fiche imprime «\u00a0à confirmer\u00a0»."
    )

    def __init__(self, data: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        if self.processing.side == Side.PROCESSOR:
            for name in ("basis", "justification", "confirmed"):
                del self.fields[name]
            return
        basis: Any = self.fields["basis"]
        basis.choices = [
            *((code, Hinted(_marked(term), term.explanation)) for code, term in self.words.terms("bases_legales").items()),
            ("", "Je ne sais pas"),
        ]

    def initial_of(self, line: Any) -> dict[str, Any]:
        return {**super().initial_of(line), "confirmed": line.confirmed_at is not None}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("confirmed") and not said.get("basis"):
            self.add_error("basis", "Choisissez ce qui l’autorise avant de confirmer.")
        return said

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name, "") for name in ("description", "basis", "justification")}

    @property
    def is_confirmed(self) -> bool:
        """A person ticked the box."""
        return bool(self.cleaned_data.get("confirmed"))


class DataForm(LineForm):
    """A category of data with its own retention."""

    category = Choice([], label="Catégorie de données")
    other = Words(label="Autre catégorie", max_length=120, help_text="Avec vos mots, si aucune ne convient.")
    description = Words(label="Précision", rows=2, help_text="Par exemple «\u00a0nom, adresse, téléphone\u00a0».")
    is_sensitive = forms.BooleanField(
        label="Donnée sensible ou infraction",
        required=False,
        help_text="Santé, opinions, syndicat, biométrie, condamnations (RGPD, art. 9 et 10).",
    )
    exception = Choice([], label="Ce qui permet d’utiliser cette donnée sensible (RGPD, art. 9)")
    retention_code = Choice([], label="Durée de conservation usuelle", help_text="Vous pouvez aussi l’écrire vous-même ci-dessous.")
    retention = Words(label="Durée de conservation", max_length=500, help_text="Vide\u00a0: nous reprenons la durée usuelle choisie.")
    archive = Words(label="Puis en archive", max_length=500)

    def __init__(self, data: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        choices = {
            "category": _terms(self.offered("categories_donnees", "category"), "Choisissez, ou écrivez ci-dessous"),
            "exception": [
                ("", "Je ne sais pas, ou sans objet"),
                *((code, _marked(term)) for code, term in self.words.terms("exceptions_art9").items()),
            ],
            "retention_code": [
                ("", "Je ne sais pas"),
                *((code, _retention(term, self.words)) for code, term in self.offered("durees_conservation", "retention_code").items()),
            ],
        }
        for name, listed in choices.items():
            field: Any = self.fields[name]
            field.choices = listed

    def initial_of(self, line: Any) -> dict[str, Any]:
        is_known = line.category in self.words.terms("categories_donnees")
        return {**super().initial_of(line), "category": line.category if is_known else "", "other": "" if is_known else line.category}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("category") and not said.get("other") and not self.errors:
            self.add_error("category", "Choisissez une catégorie, ou écrivez la vôtre.")
        return said

    def values(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        other = said.pop("other")
        said["category"] = said["category"] or self.known("categories_donnees", other)
        said["is_sensitive"] = said["is_sensitive"] or self.words.is_sensitive(said["category"])
        if not said["retention"]:
            active, archive = self.words.retention(said["retention_code"])
            said["retention"] = active or archive
            said["archive"] = said["archive"] or (archive if active else "")
        return said


class WordForm(LineForm):
    """People, a recipient or a measure: a word of a vocabulary or one’s own, and a precision."""

    source = ""
    code = Choice([], label="Dans la liste")
    other = Words(label="Ou avec vos mots", max_length=120)
    precision = Words(label="Précision", rows=2)

    def __init__(self, data: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        field: Any = self.fields["code"]
        field.choices = _terms(self.offered(self.source, "code"), "Choisissez, ou écrivez ci-dessous")

    def initial_of(self, line: Any) -> dict[str, Any]:
        is_known = line.code in self.words.terms(self.source)
        return {"code": line.code if is_known else "", "other": "" if is_known else line.code, "precision": line.precision}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("code") and not said.get("other") and not self.errors:
            self.add_error("code", "Choisissez dans la liste, ou écrivez avec vos mots.")
        return said

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"code": said["code"] or self.known(self.source, said["other"]), "precision": said["precision"]}


class PeopleForm(WordForm):
    source = "categories_personnes"


class RecipientForm(WordForm):
    source = "destinataires"


class MeasureForm(WordForm):
    source = "mesures_securite"


class TransferForm(LineForm):
    """Data leaving the European Union."""

    recipient = Words(label="Qui les reçoit", required="Dites qui reçoit ces données.", max_length=200)
    country = Words(label="Dans quel pays", max_length=80, widget=forms.TextInput(attrs={"list": "countries", "autocomplete": "off"}))
    mechanism = Choice([], label="Avec quelle garantie")
    link = Words(label="Lien vers la garantie", max_length=500, help_text="L’adresse du contrat ou de la décision.")

    def __init__(self, data: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        field: Any = self.fields["mechanism"]
        field.choices = [
            ("", "Je ne sais pas"),
            *((code, _marked(term)) for code, term in self.words.terms("transferts").items() if code != "aucun_ue_eee"),
        ]

    def clean_mechanism(self) -> str:
        chosen: str = self.cleaned_data["mechanism"]
        term = self.words.term("transferts", chosen)
        if term and not term.extra.get("valide"):
            raise forms.ValidationError(SHIELD)
        return chosen

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError("Écrivez une adresse qui commence par https://.")
        return link


FORMS: dict[str, type[LineForm]] = {
    "purposes": PurposeForm,
    "data": DataForm,
    "people": PeopleForm,
    "recipients": RecipientForm,
    "transfers": TransferForm,
    "measures": MeasureForm,
}
COUNTRIES = list(ELSEWHERE.values())


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


def _marked(term: CompanyTerm) -> str:
    """The word, its article, and « à vérifier » when nobody has held it against the law."""
    return f"{term.label}{f' ({term.ref})' if term.ref else ''}{' – à vérifier' if term.must_be_verified else ''}"


def _terms(offered: Mapping[str, CompanyTerm], empty: str) -> list[tuple[str, str]]:
    return [("", empty), *((code, term.label) for code, term in offered.items())]


def _retention(term: CompanyTerm, words: CompanyWords) -> str:
    active, archive = words.retention(term.code)
    said = " ; archive\u00a0: ".join(filter(None, (active, archive)))
    return f"{term.label}\u00a0: {said}{' – à vérifier' if term.must_be_verified else ''}"

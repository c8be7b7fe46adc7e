"""Joint controllers, clients on a sheet, the company's clients and their list."""

from typing import Any

from django import forms

from inventory.forms.fields import Day, Words
from inventory.forms.lines import LineForm
from inventory.models import Client, ProcessingClient
from inventory.rules.client_lists import ClientList, ClientWords, from_file, from_text
from lib.tables.archive import Unreadable

LISTED = 900_000  # characters of a pasted list: one form holds a mebibyte


class JointForm(LineForm):
    """Another company that decides with this one (art. 26)."""

    name = Words(label="Qui décide avec vous", required="Dites quelle entreprise décide avec vous.", max_length=300)
    contact = Words(label="Ses coordonnées", rows=2, help_text="Adresse, téléphone, e-mail.")
    agreement = Words(
        label="Où est votre accord",
        max_length=500,
        help_text="Qui répond aux personnes, qui les informe (RGPD, art. 26)\u00a0: un document, une adresse.",
    )
    agreed_on = Day(label="Date de l’accord")


class ClientLineForm(LineForm):
    """A client this processing is carried out for (art. 30.2)."""

    client = forms.ModelChoiceField(
        label="Dans votre liste de clients",
        queryset=Client.objects.none(),
        required=False,
        empty_label="Choisissez, ou écrivez son nom ci-dessous",
        error_messages={"invalid_choice": "Choisissez un client de la liste."},
    )
    name = Words(label="Ou un nouveau client", max_length=200)
    operations = Words(label="Ce que vous faites pour lui", rows=3, help_text="Les opérations réellement faites (RGPD, art. 30.2.b).")
    instructions = Words(
        label="Ses instructions", rows=3, help_text="Ce qu’il autorise l’agent à faire, et où c’est écrit (RGPD, art. 28.3.a)."
    )
    contract_on = Day(label="Date du contrat", help_text="Le contrat de sous-traitance (RGPD, art. 28.3).")

    def __init__(self, data: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        if self.line:
            del self.fields["client"], self.fields["name"]
            return
        served = ProcessingClient.objects.of(self.processing.company).filter(processing=self.processing).values("client")
        field: Any = self.fields["client"]
        field.queryset = Client.objects.of(self.processing.company).current().exclude(pk__in=served).order_by("name")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.line or self.errors:
            return said
        if not said.get("client") and not said.get("name"):
            self.add_error("client", "Choisissez un client, ou écrivez son nom.")
        elif said["client"] and said["name"]:
            self.add_error("name", "Vous avez choisi un client et écrit un autre nom. Gardez l’un des deux.")
        elif said["name"] and self._is_served(said["name"]):
            self.add_error("name", "Ce client est déjà sur la fiche. Modifiez sa ligne.")
        return said

    def _is_served(self, name: str) -> bool:
        rows = ProcessingClient.objects.of(self.processing.company).filter(processing=self.processing)
        return bool(rows.filter(client__name__iexact=name).exists())


class ClientForm(forms.Form):
    """A client of the company: who decides, and how to reach them (art. 30.2.a)."""

    name = Words(label="Nom du client", required="Écrivez le nom de ce client.", max_length=200)
    contact = Words(label="Ses coordonnées", rows=3, help_text="Adresse, téléphone, e-mail.")
    representative = Words(label="Son représentant", max_length=300, help_text="Seulement s’il est établi hors de l’Union (RGPD, art. 27).")
    dpo = Words(label="Son délégué à la protection des données (DPO)", max_length=300, help_text="Nom et e-mail, s’il en a un.")

    def __init__(self, data: Any = None, *, client: Client | None = None) -> None:
        super().__init__(data, initial={name: getattr(client, name) for name in self.base_fields} if client else {})

    def told(self) -> ClientWords:
        """What the action wants."""
        return ClientWords(**self.cleaned_data)


class ClientListForm(forms.Form):
    """A list of clients: a file, or what was pasted."""

    file = forms.FileField(
        label="Un fichier",
        required=False,
        help_text="CSV ou XLSX, un client par ligne\u00a0: nom, coordonnées, représentant, DPO.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        error_messages={"empty": "Ce fichier est vide. Choisissez la liste de vos clients.", "invalid": "Choisissez un fichier."},
    )
    pasted = Words(
        label="Ou collez la liste", rows=8, max_length=LISTED, help_text="Un client par ligne. Copiée d’un tableur, elle convient aussi."
    )
    found: ClientList

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors:
            return said
        if not said.get("file") and not said.get("pasted"):
            raise forms.ValidationError("Choisissez un fichier, ou collez votre liste.")
        try:
            self.found = from_file(said["file"].read()) if said.get("file") else from_text(said["pasted"])
        except Unreadable as refused:
            self.add_error("file" if said.get("file") else "pasted", str(refused))
        return said

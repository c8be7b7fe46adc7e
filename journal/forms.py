"""What a reader of the journal asks for."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from inventory.enums import Verb
from journal.enums import Outcome, Type
from journal.queries import Wanted
from journal.sources.files import TOO_BIG
from lib.tables.archive import MAX_BYTES

MOST_EUROS = 999_999_999
LAST_DAY = date(9998, 12, 31)


class JournalForm(forms.Form):
    """A search by GET: what is not understood is left out and said, never an error page."""

    agent = forms.UUIDField(required=False, widget=forms.Select)
    nature = forms.ChoiceField(label=_("Nature"), required=False, choices=[("", _("Toutes")), *Type.choices])
    issue = forms.ChoiceField(label=_("Issue"), required=False, choices=[("", _("Toutes")), *Outcome.choices])
    du = forms.DateField(label=_("Du"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    au = forms.DateField(label=_("Au"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    montant = forms.IntegerField(
        label=_("À partir de (euros)"),
        required=False,
        min_value=0,
        max_value=MOST_EUROS,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Indiquez un nombre d’euros, par exemple 1000.")),
    )
    q = forms.CharField(label=_("Mots"), required=False, max_length=100)
    essais = forms.BooleanField(label=_("Voir les essais"), required=False)
    debut = forms.DateTimeField(required=False, widget=forms.HiddenInput)  # moments, from a page that shows what is behind a figure
    fin = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, names: dict[UUID, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].label = _("Agent")
        self.fields["agent"].widget.choices = [("", _("Tous")), *names.items()]

    @property
    def shown(self) -> list[forms.BoundField]:
        """What is typed; between real work and tests one changes by a tab."""
        return [field for field in self if field.name not in ("essais", "debut", "fin")]

    @property
    def between(self) -> tuple[datetime, datetime] | None:
        """The moments another page asked for: only what was done meanwhile is shown."""
        given: dict[str, Any] = getattr(self, "cleaned_data", {})
        return (given["debut"], given["fin"]) if given.get("debut") and given.get("fin") else None

    def clean_au(self) -> date | None:
        """Some day after which there is another."""
        day: date | None = self.cleaned_data["au"]
        return min(day, LAST_DAY) if day else None

    def wanted(self, zone: ZoneInfo, before: Any = None) -> Wanted:
        """Days are the company's; the last one is included."""
        given: dict[str, Any] = getattr(self, "cleaned_data", {})
        euros = given.get("montant")
        first, last = self.between or (None, None)
        since = datetime.combine(given["du"], time.min, zone) if given.get("du") else first
        until = datetime.combine(given["au"] + timedelta(days=1), time.min, zone) if given.get("au") else last
        return Wanted(
            agent=given.get("agent"),
            type=given.get("nature", ""),
            outcome=given.get("issue", ""),
            words=given.get("q", ""),
            since=since,
            until=until,
            at_least_cents=euros * 100 if euros else None,
            tests=bool(given.get("essais")),
            before=before,
        )


class ToolWordForm(forms.Form):
    """What a tool does, in two words."""

    LONGEST = 120
    verbe = forms.ChoiceField(
        label=_("Ce qu’il fait"),
        choices=[("", _("Choisissez")), *Verb.choices],
        help_text=_("C’est ce qui est comparé aux droits de l’agent."),
        error_messages={"required": _("Dites ce que fait l’outil."), "invalid_choice": _("Choisissez dans la liste.")},
    )
    nature = forms.ChoiceField(
        label=_("Sa nature"),
        choices=[("", _("Choisissez")), *Type.choices],
        help_text=_("C’est ce que lisent vos limites. Un paiement reste un paiement, même si l’agent dit autre chose."),
        error_messages={"required": _("Dites la nature de ce qu’il fait."), "invalid_choice": _("Choisissez dans la liste.")},
    )


CHOOSE = _("Choisissez un fichier.")


class DepositForm(forms.Form):
    """One file. Whether it can be read is the reader's word, not its name's."""

    actions = forms.FileField(
        label=_("Votre fichier"),
        help_text=_("5\u00a0Mio au plus."),
        error_messages={"required": CHOOSE, "missing": CHOOSE, "invalid": CHOOSE, "empty": _("Ce fichier est vide.")},
    )

    def clean_actions(self) -> UploadedFile:
        """Refused by its size before anything reads it."""
        chosen: UploadedFile = self.cleaned_data["actions"]
        if chosen.size is None or chosen.size > MAX_BYTES:
            raise forms.ValidationError(TOO_BIG, code="too_big")
        return chosen

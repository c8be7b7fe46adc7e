"""What a button says when it asks for an export: which format, and of what."""

from django import forms

from register.enums import Format


class AskForm(forms.Form):
    """Hidden fields only: nothing said is the whole register in PDF."""

    format = forms.CharField(required=False)
    processing = forms.UUIDField(required=False)
    agent = forms.UUIDField(required=False)
    mission = forms.UUIDField(required=False)

    def clean_format(self) -> Format:
        """An unknown format is a PDF."""
        said = self.cleaned_data["format"]
        return Format(said) if said in Format.values else Format.PDF

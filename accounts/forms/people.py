"""Fields of sign-in, set-up and account."""

from typing import Any

from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.boundary import companies_of
from accounts.enums import Role
from accounts.forms.fields import EmailField, Line, PasswordField, SirenField, required
from accounts.models import User
from lib.choices import Hinted

ROLES = [
    (Role.OWNER, Hinted("Dirigeant", "Tout, y compris lever un arrêt et gérer l’équipe.")),
    (Role.STEWARD, Hinted("Responsable d’agents", "S’occupe des agents que vous lui confiez, et de leurs fiches. Peut tout arrêter.")),
    (Role.APPROVER, Hinted("Approbateur", "Approuve ce que vous dites, dans une limite. Peut arrêter les agents.")),
    (Role.REVIEWER, Hinted("Relecteur", "Voit les agents, le registre et le journal scellé.")),
    (Role.GUEST, Hinted("Invité", "Consulte et imprime le registre.")),
]
WAYS = [
    ("passkey", Hinted("Avec Windows Hello, une empreinte ou mon visage", "Cet appareil vous reconnaît. Rien à recopier.")),
    ("app", Hinted("Avec une application sur mon téléphone", "Elle donne un code de six chiffres. La plupart des banques font ainsi.")),
    ("paper", Hinted("Avec des codes que j’imprime", "Dix codes à usage unique. Vous ajouterez une application plus tard.")),
]


class SetupCodeForm(forms.Form):
    """The code of `manage.py setup_code`."""

    code = forms.CharField(
        label=_("Code d’ouverture"),
        max_length=60,
        help_text=_("Il est affiché par la commande d’installation. Les tirets et les majuscules ne comptent pas."),
        error_messages=required(_("Recopiez le code affiché par la commande d’installation.")),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class NewCompanyForm(forms.Form):
    """Enough to begin."""

    name = Line(
        label=_("Nom de l’entreprise"),
        max_length=160,
        error_messages=required(_("Indiquez le nom de votre entreprise.")),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    siren = SirenField()


class NameForm(forms.Form):
    """First and last name."""

    name = Line(
        label=_("Prénom et nom"),
        max_length=120,
        error_messages=required(_("Indiquez votre prénom et votre nom.")),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class NewPasswordForm(forms.Form):
    """A new password. `person` is anything with an e-mail, a name and `own_words`: what must not stand in it. One query for somebody known:
    the names of their companies."""

    new_password = PasswordField(fresh=True, label=_("Mot de passe"))

    def __init__(self, *args: Any, person: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["new_password"].help_text = password_validators_help_texts()[-1]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if password := given.get("new_password"):
            try:
                validate_password(password, self._owner())
            except ValidationError as error:
                self.add_error("new_password", error)
        return given

    def _owner(self) -> Any:
        if isinstance(self.person, User):
            self.person.own_words = tuple(name for _, name in companies_of(self.person))  # type: ignore[attr-defined]
        return self.person

    @property
    def hashed(self) -> str:
        """What is kept of it."""
        return make_password(self.cleaned_data["new_password"])


class _Told:
    """What a form says of a person who is not in the database yet."""

    def __init__(self, email: str, name: str, own_words: tuple[str, ...]) -> None:
        self.email, self.name, self.own_words = email, name, own_words


class OwnerForm(NewPasswordForm, NameForm):
    """The first person of an installation."""

    email = EmailField(help_text=_("Elle vous servira à vous connecter."))
    field_order = ["name", "email", "new_password"]

    def __init__(self, *args: Any, own_words: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_words = own_words

    def _owner(self) -> _Told:
        return _Told(self.cleaned_data.get("email", ""), self.cleaned_data.get("name", ""), self.own_words)


class ChangePasswordForm(NewPasswordForm):
    """The current one is asked first."""

    password = PasswordField(label=_("Mot de passe actuel"), error_messages=required(_("Indiquez votre mot de passe actuel.")))
    field_order = ["password", "new_password"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password"].label = _("Nouveau mot de passe")


class PasswordForm(forms.Form):
    """The password alone."""

    password = PasswordField(label=_("Mot de passe"), error_messages=required(_("Indiquez votre mot de passe.")))


class SignInForm(PasswordForm):
    """First page of the sign-in."""

    email = EmailField()
    field_order = ["email", "password"]


class ForgottenForm(forms.Form):
    """Whose password is forgotten."""

    email = EmailField(help_text=_("Celle avec laquelle vous vous connectez."))


class WayForm(forms.Form):
    """Passkey, app or paper."""

    way = forms.ChoiceField(
        label=_("Comment voulez-vous confirmer que c’est bien vous\u00a0?"),
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages=required(_("Choisissez l’une de ces façons.")),
    )

    def __init__(self, *args: Any, has_passkeys: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_passkeys:
            self.fields["way"].choices = WAYS[1:]  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """Six digits of an app."""

    code = forms.CharField(
        label=_("Code à six chiffres"),
        max_length=12,
        error_messages=required(_("Recopiez les six chiffres affichés par l’application.")),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class PaperCodeForm(forms.Form):
    """One printed code."""

    code = forms.CharField(
        label=_("Code imprimé"),
        max_length=40,
        help_text=_("Seize lettres et chiffres. Rayez-le ensuite\u00a0: il ne servira plus."),
        error_messages=required(_("Recopiez l’un des codes imprimés.")),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class RememberForm(forms.Form):
    """« Ne plus me demander de code ici »."""

    remember = forms.BooleanField(
        label=_("Ne plus me demander de code ici pendant 30 jours"),
        help_text=_("Seulement sur un appareil qui n’est qu’à vous."),
        required=False,
    )


class KeptForm(forms.Form):
    """« J’ai imprimé mes codes »."""

    kept = forms.BooleanField(
        label=_("J’ai imprimé ou recopié ces codes"),
        help_text=_("Ils ne seront plus affichés."),
        error_messages=required(_("Imprimez ou recopiez les codes, puis cochez la case\u00a0: ils ne seront plus affichés.")),
    )


class AppNameForm(CodeForm):
    """A further app: a name to tell it from the others."""

    name = Line(
        label=_("Son nom"),
        max_length=60,
        initial=_("Mon téléphone"),
        error_messages=required(_("Donnez-lui un nom, par exemple «\u00a0Téléphone de Claire\u00a0».")),
    )


class RoleForm(forms.Form):
    """What somebody is for the company."""

    role = forms.ChoiceField(
        label=_("Son rôle"), choices=ROLES, widget=forms.RadioSelect, error_messages=required(_("Choisissez un rôle."))
    )


class NewPersonForm(RoleForm, NameForm):
    """Somebody to add."""

    email = EmailField(
        help_text=_("Elle lui servira à se connecter."), widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    field_order = ["name", "email", "role"]

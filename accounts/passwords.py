"""Password quality, said in French: how fast it would be guessed, and what to do instead."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

WEAKEST = 3  # zxcvbn's score of 0 to 4: below 3 a slow offline attack succeeds (10^8 guesses)
LONGEST = 100  # zxcvbn reads no further


class Strong:
    """A validator of AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with one French sentence."""
        known = [str(value) for value in (getattr(user, "email", ""), getattr(user, "name", "")) if value]
        if zxcvbn(password[:LONGEST], user_inputs=["garde-fou", "gardefou", *known])["score"] < WEAKEST:
            raise ValidationError(_("Ce mot de passe se devine trop vite. Prenez quatre ou cinq mots sans lien entre eux."), code="weak")

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return _("Au moins 12 caractères. Le plus simple : quatre ou cinq mots sans lien entre eux.")

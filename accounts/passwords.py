"""Password quality, said in French: how fast it would be guessed, and what to do instead."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from accounts.common_words import FRENCH

WEAKEST = 3  # zxcvbn's score of 0 to 4: below 3 a slow offline attack succeeds (10^8 guesses)
LONGEST = 72  # zxcvbn reads no further
OWN_WORDS = ("garde-fou", "gardefou", "garde", "fou")


class Strong:
    """A validator of AUTH_PASSWORD_VALIDATORS. `user` may be anything with an e-mail, a name and `own_words`."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with one French sentence."""
        known = _known(user)
        words = [*known, *(word for word in FRENCH if word not in known)]  # the first ones are tried first
        if zxcvbn(password[:LONGEST], user_inputs=words)["score"] < WEAKEST:
            raise ValidationError(_("Ce mot de passe se devine trop vite. Prenez quatre ou cinq mots sans lien entre eux."), code="weak")

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return _("Au moins 12 caractères. Le plus simple\u00a0: quatre ou cinq mots sans lien entre eux.")


def _known(user: Any) -> list[str]:
    """What anybody knows of this person: name, address and company, whole and word by word."""
    told = [str(value) for value in (getattr(user, "email", ""), getattr(user, "name", ""), *getattr(user, "own_words", ())) if value]
    words = [word for text in told for word in re.split(r"[\W_]+", text.lower()) if len(word) > 1]
    return [*OWN_WORDS, *told, *words]

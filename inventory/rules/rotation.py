"""When the secret of an account is to be changed. Days are the company's."""

from datetime import date, timedelta

PERIODS = (30, 90, 180, 365)  # days offered; any other number may be typed
LONGEST = 3650


def next_rotation(rotated_on: date | None, rotation_days: int | None) -> date | None:
    """The last day on which the secret may stay; None when the period or the last change is not known."""
    if not (rotated_on and rotation_days):
        return None
    return rotated_on + min(timedelta(days=rotation_days), date.max - rotated_on)


def rotation_due(rotated_on: date | None, rotation_days: int | None, today: date) -> bool:
    """That day is over."""
    last = next_rotation(rotated_on, rotation_days)
    return last is not None and last < today


def rotation_words(rotation_days: int | None) -> str:
    """« Tous les 90 jours », « Une fois par an », « À préciser »."""
    if not rotation_days:
        return "À préciser"
    return "Une fois par an" if rotation_days == 365 else f"Tous les {rotation_days} jours" if rotation_days > 1 else "Tous les jours"

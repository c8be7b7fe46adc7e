"""What stands out about a right: a table that reads as policy."""

from datetime import date, timedelta

import pytest

from reviews.rules.flags import WORDS, Flag, Held, flags_of

TODAY = date(2026, 11, 21)
FINE = {"verb": "edit", "resource": "Brouillons de facture", "reason": "Il les écrit", "until": TODAY + timedelta(days=90)}


@pytest.mark.parametrize(
    ("change", "flags"),
    [
        ({}, ()),
        ({"reason": " "}, (Flag.NO_REASON,)),
        ({"until": None}, (Flag.NO_END,)),
        ({"until": TODAY + timedelta(days=30)}, (Flag.ENDING,)),
        ({"until": TODAY + timedelta(days=31)}, ()),
        ({"ownership": "dedicated"}, ()),
        ({"ownership": "admin"}, (Flag.ADMIN,)),
        ({"ownership": "shared"}, (Flag.SHARED,)),
        ({"ownership": "personal"}, (Flag.PERSONAL,)),
        ({"is_never": True, "was_heard": True}, (Flag.NEVER,)),
        ({"is_never": True, "was_heard": False}, ()),
        ({"verb": "command", "resource": "Serveur de fichiers"}, (Flag.BROAD,)),
        ({"resource": "Tous les dossiers"}, (Flag.BROAD,)),
        ({"resource": "Tous les dossiers", "segment": "Public"}, ()),
        ({"resource": "*"}, (Flag.BROAD,)),
        ({"resource": "/"}, (Flag.BROAD,)),
        ({"resource": "Le disque entier"}, (Flag.BROAD,)),
        ({"resource": "Toutou et Cie"}, ()),
        ({"verb": "read", "writes": True}, (Flag.WRITES,)),
        ({"verb": "edit", "writes": True}, ()),
        ({"reason": "", "until": None, "ownership": "admin"}, (Flag.ADMIN, Flag.NO_REASON, Flag.NO_END)),
    ],
)
def test_what_stands_out(change: dict[str, object], flags: tuple[Flag, ...]) -> None:
    assert flags_of(Held(**(FINE | change)), TODAY) == flags  # type: ignore[arg-type]


def test_every_flag_has_its_words() -> None:
    assert set(WORDS) == set(Flag)

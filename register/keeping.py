"""The files of exports, in the company's own folder: beside each register, its data, so that the next one can be compared with it."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from register.book import Part
from register.comparing import Comparison, compare
from register.models import Export

UNREADABLE = (OSError, ValueError, KeyError)  # gone, cut short, or not ours


def folder_of(export: Export) -> Path:
    """The exports of one company."""
    return Path(settings.DATA_DIR) / "files" / str(export.company_id) / "exports"


def data_path(export: Export) -> Path:
    """The data of a register, whatever its own format is."""
    return folder_of(export) / f"{export.pk}.data"


def keep(export: Export, data: bytes) -> None:
    """Readable by nobody else on the machine."""
    path = data_path(export)
    path.touch(mode=0o600)
    path.write_bytes(data)


def before(export: Export) -> Export | None:
    """The one to compare it with: the newest finished register of the same part whose data were kept."""
    if export.part in (Part.MISSION, Part.CLIENT) or export.as_on:
        return None
    older = Export.objects.of(export.company).covering(export.extent).filter(as_on=None, ready_at__isnull=False, number__lt=export.number)
    return next((found for found in older if data_path(found).exists()), None)


def compared(older: Export, newer: Export) -> Comparison | None:
    """What changed from one to the other; None when the data of one are no longer there, or no longer whole."""
    try:
        return compare(_read(older), _read(newer))
    except UNREADABLE:
        return None


def changes_since(older: Export | None, data: bytes) -> int | None:
    """How many changes these data bring; None when there is nothing whole to compare them with."""
    try:
        return compare(_read(older), json.loads(data)).count if older else None
    except UNREADABLE:
        return None


def _read(export: Export) -> Any:
    return json.loads(data_path(export).read_bytes())

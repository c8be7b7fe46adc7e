"""What is known of the backups, in two small files: to which key they are closed, how the last one went. No database: it may be gone."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from ledger.keys import replace as put


@dataclass(frozen=True)
class Key:
    """The public half of the phrase on paper. `checked_at`: when somebody last typed the phrase from the paper and was right."""

    recipient: str
    made_at: datetime
    checked_at: datetime | None = None


@dataclass(frozen=True)
class State:
    """The last good backup, and what went wrong since. `error` and `copy_error` are sentences for the owner."""

    made_at: datetime | None = None
    name: str = ""
    size_bytes: int = 0
    seconds: float = 0.0
    copied_at: datetime | None = None
    error: str = ""
    error_at: datetime | None = None
    copy_error: str = ""


def key() -> Key | None:
    """None before the first phrase was made."""
    told = _read(key_file())
    return Key(**told) if told.get("recipient") else None


def keep_key(kept: Key) -> None:
    """Archives made from now on are closed to it; those made before are not changed."""
    _write(key_file(), asdict(kept))


def mark_checked(at: datetime) -> None:
    """Somebody has typed the phrase from the paper."""
    if kept := key():
        keep_key(replace(kept, checked_at=at))


def state() -> State:
    """How the last one went."""
    return State(**_read(_state_file()))


def keep_state(kept: State) -> None:
    """Written whole, or not at all."""
    _write(_state_file(), asdict(kept))


def key_file() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "backup.json"


def _state_file() -> Path:
    return Path(settings.DATA_DIR) / "backups" / "state.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {name: datetime.fromisoformat(value) if name.endswith("_at") and value else value for name, value in told.items()}


def _write(path: Path, told: dict[str, Any]) -> None:
    put(path, json.dumps(told, ensure_ascii=False, indent=1, default=datetime.isoformat))

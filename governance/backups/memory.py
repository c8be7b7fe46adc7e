"""What the signer remembers survives a restore when it knows more than the archive: so that the lost rows can be named."""

import json
import re
import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

from governance.backups.contents import NOTES
from governance.refusal import Refused
from ledger.keys import replace, ring
from ledger.offline.notes import Checkpoint, is_signed, read_note

_PHRASE = Path("keys") / "backup.json"
_NOTE = re.compile(r"garde-fou/[0-9a-f-]{36}/[0-9a-f-]{36}\n\d+\n[A-Za-z0-9+/=]{44}\n\n(?:— \S+ \S+(?:\n|\Z))+")
NO_NOTE = "{path} ne contient pas de point de contrôle : il commence par « garde-fou/ » et finit par une ligne qui commence par « — »."
FOREIGN = "Le point de contrôle de {path} n’est pas signé par l’installation de cette sauvegarde. Rien n’a été modifié."


def carry_over(target: Path, stage: Path) -> None:
    """From the installation that is replaced, when it is the same one: its newer notes, and the keys that signed them."""
    mine, theirs = _keys(stage), _keys(target)
    if not mine or not theirs or mine["installation"] != theirs["installation"]:
        return
    shared = len(mine["keys"])
    if [key["public"] for key in theirs["keys"][:shared]] == [key["public"] for key in mine["keys"]]:
        shutil.copyfile(target / "keys" / "record.json", stage / "keys" / "record.json")
    for path in (target / NOTES).glob("*.note"):
        _keep_larger(read_note(path.read_text(encoding="utf-8")), stage)


def keep_newer_phrase(target: Path, stage: Path) -> None:
    """The paper that was printed last goes on opening the next backups, on this machine at least."""
    made = [_phrase_of(data) for data in (target, stage)]
    if made[0] > made[1]:
        shutil.copyfile(target / _PHRASE, stage / _PHRASE)


def take_points(points: list[Path], stage: Path) -> None:
    """Checkpoints that left the building, pasted from a mail or a page. Raises Refused."""
    for path in points:
        text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
        found = _NOTE.findall(text)
        if not found:
            raise Refused(NO_NOTE.format(path=path))
        keys = ring(stage / "keys" / "record.json")
        for note in (read_note(one if one.endswith("\n") else f"{one}\n") for one in found):
            if not note.origin.startswith(f"{keys.name}/") or not is_signed(note, keys.public):
                raise Refused(FOREIGN.format(path=path))
            _keep_larger(note, stage)


def _keep_larger(note: Checkpoint, stage: Path) -> None:
    path = stage / NOTES / f"{UUID(note.origin.rpartition('/')[2])}.note"
    known = read_note(path.read_text(encoding="utf-8")).size if path.exists() else -1
    if note.size > known:
        replace(path, note.note)


def _phrase_of(data: Path) -> str:
    """When it was made; as text, in UTC, it sorts."""
    try:
        return str(json.loads((data / _PHRASE).read_text(encoding="utf-8"))["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _keys(data: Path) -> dict[str, Any]:
    try:
        told = json.loads((data / "keys" / "record.json").read_text(encoding="ascii"))
        return told if told["installation"] and told["keys"] else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}

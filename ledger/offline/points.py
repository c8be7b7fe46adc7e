"""A checkpoint as one short line to print or photograph, and what a person pastes back: the line, or the note out of an old e-mail."""

import base64
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ledger.offline.notes import Checkpoint, is_signed, read_note

SHORT = re.compile(r"GF1\.([0-9]{1,18})\.([A-Z2-7]{52})\.([0-9A-F]{8})\.([0-9A-F]{4})")
NOTE = re.compile(
    r"(garde-fou/[0-9a-f-]{36}/[0-9a-f-]{36})\s+([0-9]{1,18})\s+([A-Za-z0-9+/]{43}=)\s+\S{1,3}\s+(garde-fou/[0-9a-f-]{36})\s+((?:[A-Za-z0-9+/=]\s?){92})"
)
LONGEST_PASTE = 20_000  # characters


class NoPoint(ValueError):
    """What was pasted holds no checkpoint; the message says what to do."""


@dataclass(frozen=True)
class Claim:
    """What a checkpoint claims: so many lines, this root. `note` only when it came whole, with its signature."""

    size: int
    root: bytes
    tag: str
    note: Checkpoint | None = None


@dataclass(frozen=True)
class Answer:
    """What holding a point against the record says. `outcome`: same, other, forged, differs (not signed, hence no proof), restored (the
    record says itself that a backup was put back), altered."""

    outcome: str
    sentence: str
    size: int = 0


def short_line(checkpoint: Checkpoint) -> str:
    """« GF1.SIZE.ROOT.RECORD.CHECK »: capitals and digits alone, so that it can be typed again; the end catches a slip of the finger."""
    root = base64.b32encode(checkpoint.root).decode().rstrip("=")
    words = f"GF1.{checkpoint.size}.{root}.{tag_of(checkpoint.origin)}"
    return f"{words}.{_mark(words)}"


def tag_of(origin: str) -> str:
    """Which record: eight signs of its name's hash."""
    return sha256(origin.encode()).hexdigest()[:8].upper()


def read_point(text: str) -> Claim:
    """The note, else the short line, wherever it stands in what was pasted: quoted, wrapped or framed by a letter. Raises NoPoint."""
    told = re.sub(r"(?m)^[ \t>|]+", "", text[:LONGEST_PASTE].replace("\u00a0", " ").replace("\r", ""))
    if found := NOTE.search(told):
        return _of_note(*found.groups())
    if found := SHORT.search(re.sub(r"\s+", "", told.upper().replace("·", "."))):
        size, root, tag, check = found.groups()
        if _mark(f"GF1.{size}.{root}.{tag}") != check:
            raise NoPoint("Cette ligne a été mal recopiée\u00a0: comparez-la signe par signe avec l’original.")
        return Claim(int(size), base64.b32decode(root + "===="), tag)
    raise NoPoint("Aucun point de contrôle dans ce texte. Collez le message entier, ou la ligne qui commence par GF1.")


@dataclass(frozen=True)
class Held:
    """The record a point is held against. `root_at(size)`: the root of its first lines, made anew from the lines themselves.
    `lost_from`: the first line a backup put back has lost, as the record says itself."""

    origin: str
    keys: Sequence[bytes]
    rows: int
    root_at: Callable[[int], bytes]
    lost_from: int | None = None


def judge(point: Claim, held: Held) -> Answer:
    """Does the record contain it?"""
    if point.tag != tag_of(held.origin):
        return Answer("other", "Ce point de contrôle vient d’un autre journal\u00a0: une autre entreprise, ou une autre installation.")
    if point.note and not is_signed(point.note, held.keys):
        return Answer("forged", "La signature n’est pas celle de ce journal. Ce texte a été changé, ou n’a jamais été le nôtre.")
    if point.size <= held.rows and held.root_at(point.size) == point.root:
        return Answer("same", "Le journal contient ce point de contrôle\u00a0: aucune des lignes qu’il couvre n’a changé.", point.size)
    if not point.note:
        told = "Cette ligne ne correspond pas au journal, mais elle n’est pas signée. Collez en entier le message du même jour pour savoir."
        return Answer("differs", told, point.size)
    if held.lost_from is not None and point.size > held.lost_from:
        lost = held.lost_from + 1
        told = f"Une sauvegarde a été remise en place, et le journal le dit. Ce point couvrait des lignes perdues, dès la ligne {lost}."
        return Answer("restored", told, point.size)
    if point.size > held.rows:
        return Answer("altered", f"Il manque des lignes\u00a0: ce point en couvre {point.size}, le journal en a {held.rows}.", point.size)
    told = f"Le journal a été changé\u00a0: ses {point.size} premières lignes ne sont plus celles qui étaient signées."
    return Answer("altered", told, point.size)


def lost_by(payload: bytes | None) -> int | None:
    """The first line lost, when a row of upkeep says that a backup was put back."""
    try:
        told = json.loads(payload or b"{}")
        return int(told["detail"]["first"]) if told["act"] == "record.restored" else None
    except (ValueError, TypeError, LookupError):
        return None


def _of_note(origin: str, size: str, root: str, name: str, signature: str) -> Claim:
    whole = f"{origin}\n{size}\n{root}\n\n— {name} {''.join(signature.split())}\n"
    try:
        note = read_note(whole)
    except ValueError as error:
        raise NoPoint("Ce point de contrôle est incomplet ou mal recopié. Collez le message entier.") from error
    return Claim(note.size, note.root, tag_of(origin), note)


def _mark(words: str) -> str:
    return sha256(words.encode()).hexdigest()[:4].upper()

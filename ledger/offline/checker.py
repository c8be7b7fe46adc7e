"""Holds the rows of a record against its signed checkpoints. Bytes: docs/dev/sealed-record.md. Trees: RFC 6962."""

import binascii
import hmac
import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from ledger.offline.lawful import UPKEEP, Erasures, on_one_screen_line
from ledger.offline.notes import Checkpoint, is_signed, read_note

HEADER = struct.Struct(">B16sQQH32s")
ALGORITHM = 1
RESTORED = "record.restored"
MOST_FINDINGS = 100
AHEAD = 31 * 24 * 3600 * 10**6  # microseconds: no clock that erases goes further ahead of the rows that follow


@dataclass(frozen=True)
class Finding:
    """Something that does not hold. `seq` is the first row concerned, when one can be named."""

    code: str
    sentence: str
    seq: int | None = None


@dataclass(frozen=True)
class Row:
    """A sealed row as it is kept. `recorded_at`: microseconds since 1970 UTC. Erased rows have neither payload nor salt."""

    seq: int
    recorded_at: int
    kind: int
    commitment: bytes
    payload: bytes | None
    salt: bytes | None


@dataclass
class Report:
    """What was checked and what was found. Verdict: intact, restored (said so by a row), altered."""

    rows: int = 0
    erased: int = 0
    checkpoints: int = 0
    covered: int = 0
    restored: int = 0
    newest: str = ""
    findings: list[Finding] = field(default_factory=list)
    notices: list[Finding] = field(default_factory=list)  # lawful, and worth saying: rows lost with a restore, or erased before their term

    @property
    def verdict(self) -> str:
        if self.findings:
            return "altered"
        return "restored" if self.restored else "intact"


def leaf_of(company: bytes, row: Row) -> bytes:
    """RFC 6962 section 2.1 over the 67 bytes of the header."""
    return sha256(b"\x00" + HEADER.pack(ALGORITHM, company, row.seq, row.recorded_at, row.kind, row.commitment)).digest()


class Tree:
    """The right edge of a growing Merkle tree."""

    def __init__(self) -> None:
        self.size = 0
        self.edge: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        order = self.size
        while order & 1:
            leaf = sha256(b"\x01" + self.edge.pop() + leaf).digest()
            order >>= 1
        self.edge.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        if not self.edge:
            return sha256(b"").digest()
        node = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            node = sha256(b"\x01" + left + node).digest()
        return node


class Checker:
    """Reads rows in order and holds them against the checkpoints. Memory does not grow with the record, erased rows excepted."""

    def __init__(self, company: UUID, origin: str, keys: Sequence[bytes], notes: Iterable[str]) -> None:
        self.company, self.origin, self.keys = company.bytes, origin, keys
        self.report, self.tree = Report(), Tree()
        self.erasures = Erasures()
        self.restores: list[tuple[int, dict[str, Any]]] = []
        self.notes: set[str] = set()
        self.purged_at = 0
        self.due = self._ordered(notes)

    def _ordered(self, notes: Iterable[str]) -> list[Checkpoint]:
        found: list[Checkpoint] = []
        for note in notes:
            self.report.checkpoints += 1
            try:
                checkpoint = read_note(note)
            except (ValueError, binascii.Error):
                self.find("note", "Un point de contrôle est illisible.")
                continue
            if checkpoint.origin != self.origin:
                self.find("origin", f"Le point de contrôle à {checkpoint.size} lignes vient d’un autre journal.", checkpoint.size)
            elif not is_signed(checkpoint, self.keys):
                self.find("signature", f"La signature du point de contrôle à {checkpoint.size} lignes n’est pas la nôtre.", checkpoint.size)
            elif found and checkpoint.size < found[-1].size:
                self.find("order", f"Un point de contrôle ancien ({checkpoint.size} lignes) suit un plus récent.", checkpoint.size)
            elif found and checkpoint.size == found[-1].size and checkpoint.root != found[-1].root:
                self.find("two_heads", f"Deux points de contrôle différents pour {checkpoint.size} lignes.", checkpoint.size)
            else:
                found.append(checkpoint)
        self.notes = {checkpoint.note for checkpoint in found}
        self.report.newest = found[-1].note if found else ""
        self.report.covered = found[-1].size if found else 0
        return found[::-1]

    def find(self, code: str, sentence: str, seq: int | None = None) -> None:
        if len(self.report.findings) < MOST_FINDINGS:
            self.report.findings.append(Finding(code, sentence, seq))

    def row(self, row: Row, kept_leaf: bytes | None = None) -> None:
        """The next row. `kept_leaf`: the leaf noted when a checkpoint was made, which names the row that was changed since."""
        self._meet()
        seq = self.tree.size
        if row.seq != seq:
            self.find("sequence", f"La ligne {seq + 1} manque ou n’est pas à sa place (ici\u00a0: {row.seq + 1}).", seq)
        leaf = leaf_of(self.company, row)
        if kept_leaf is not None and kept_leaf != leaf:
            self.find("leaf", f"La ligne {seq + 1} n’est plus celle qui avait été scellée.", seq)
        self.tree.add(leaf)
        self.report.rows += 1
        if row.recorded_at + AHEAD < self.purged_at:
            self.find("purge_clock", f"Avant la ligne {seq + 1}, un effacement porte une date bien trop en avance.", seq)
            self.purged_at = 0
        self._content(row)

    def _content(self, row: Row) -> None:
        if row.payload is None and row.salt is None:
            self.report.erased += 1
            self.erasures.erased(row.seq, row.recorded_at, row.kind)
        elif row.payload is None or row.salt is None or hmac.digest(row.salt, row.payload, "sha256") != row.commitment:
            self.find("content", f"Le contenu de la ligne {row.seq + 1} a été changé.", row.seq)
        elif row.kind == UPKEEP:
            self._upkeep(row, row.payload)

    def _upkeep(self, row: Row, payload: bytes) -> None:
        try:
            told = json.loads(payload)
            act, detail = told["act"], dict(told.get("detail", {}))
        except (ValueError, TypeError, LookupError):
            self.find("content", f"Le contenu de la ligne {row.seq + 1} ne se lit pas.", row.seq)
            return
        purge = self.erasures.told(row.seq, row.recorded_at, act, detail)
        if purge and not purge.early:
            self.purged_at = max(self.purged_at, row.recorded_at)
        if act == RESTORED:
            self.report.restored += 1
            self.restores.append((row.seq, detail))

    def _meet(self) -> None:
        """Checkpoints of the size the tree has now."""
        while self.due and self.due[-1].size <= self.tree.size:
            checkpoint = self.due.pop()
            if checkpoint.root != self.tree.root():
                since = self.since
                words = f"Entre les lignes {since + 1} et {checkpoint.size}, le journal n’est plus celui qui a été signé."
                self.find("root", words, since)
                self.due.clear()
            self.since = checkpoint.size

    since = 0

    def end(self, size: int | None = None) -> Report:
        """No more rows. `size`: how many there should be."""
        self._meet()
        if self.due:
            words = f"Il manque des lignes\u00a0: {self.due[0].size} étaient signées, il en reste {self.tree.size}."
            self.find("truncated", words, self.tree.size)
        elif size is not None and size != self.tree.size:
            self.find("count", f"Le journal annonce {size} lignes et en contient {self.tree.size}.", min(size, self.tree.size))
        for wrong in self.erasures.wrongs():
            self.find(*wrong)
        for seq, detail in self.restores:
            self._restored(seq, detail)
        self._say_early()
        self.report.findings.sort(key=lambda finding: (finding.seq is None, finding.seq or 0))
        return self.report

    def _restored(self, seq: int, detail: dict[str, Any]) -> None:
        """What it says was lost was signed by us, and lies after what came back."""
        first, last, kept = detail.get("first"), detail.get("last"), str(detail.get("kept", ""))
        try:
            lost = read_note(str(detail.get("lost", "")))
            start = read_note(kept).size if kept else 0
        except (ValueError, binascii.Error):
            lost, start = None, 0
        ours = lost is not None and lost.origin == self.origin and is_signed(lost, self.keys) and (not kept or kept in self.notes)
        if not (ours and lost and type(first) is type(last) is int and start <= first <= last == lost.size - 1 and first <= seq):
            self.find("restored", f"La restauration dite à la ligne {seq + 1} ne s’accorde pas avec ce qui a été signé.", seq)
            return
        lines = f"les lignes {first + 1} à {last + 1} sont perdues" if first < last else f"la ligne {first + 1} est perdue"
        self._notice("lost", f"Une sauvegarde a été remise en place\u00a0: {lines}.", detail.get("why"), seq)

    def _say_early(self) -> None:
        early = self.erasures.early()
        for purge in early:
            self._notice("early", f"La ligne {purge.first + 1} a été effacée avant son terme.", purge.why, purge.first)

    def _notice(self, code: str, words: str, why: Any, seq: int) -> None:
        if len(self.report.notices) < MOST_FINDINGS:
            self.report.notices.append(Finding(code, f"{words} Raison donnée\u00a0: {on_one_screen_line(why)}", seq))

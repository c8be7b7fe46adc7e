"""Rendered fragments kept by the hash of what made them. Losing the folder costs time, never a document."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

MAX_BYTES = 200 * 1024 * 1024


class Store:
    """`base` must name everything that shapes a fragment besides its own words: stylesheet, faces, versions."""

    def __init__(self, folder: Path, base: Iterable[str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.base = hashlib.sha256("\0".join(base).encode()).hexdigest()

    def path(self, words: str) -> Path:
        name = hashlib.sha256(f"{self.base}\0{words}".encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / f"{name}.pdf"

    def has(self, path: Path) -> bool:
        """Whether the fragment is there; marks it as used, so that trimming takes others first."""
        try:
            os.utime(path)
        except FileNotFoundError:
            return False
        return True

    @staticmethod
    def save(path: Path, fragment: bytes) -> None:
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.write_bytes(fragment)
        temporary.replace(path)  # atomic: a killed process leaves no half fragment under its name

    def trim(self, limit: int = MAX_BYTES) -> int:
        """Drops the fragments unused for longest until `limit` bytes remain; returns how many."""
        known = sorted(((entry.stat().st_mtime_ns, entry.stat().st_size, entry.path) for entry in os.scandir(self.folder)), reverse=True)
        kept = dropped = 0
        for _, size, path in known:
            kept += size
            if kept > limit:
                Path(path).unlink(missing_ok=True)
                dropped += 1
        return dropped

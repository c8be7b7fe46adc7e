"""The verifier as one file, to lie in an export: our modules end to end, without the lines that import one from another."""

from pathlib import Path

ORDER = ("ed25519", "notes", "lawful", "checker", "points", "stamps", "listing", "export", "verdicts", "pages", "program")
OURS = "from ledger."


def source() -> bytes:
    """The text of verifier.py."""
    folder = Path(__file__).parent
    parts = [(folder / f"{name}.py").read_text(encoding="utf-8") for name in ORDER]
    kept = (line for part in parts for line in part.splitlines() if not line.startswith(OURS))
    return ("\n".join(kept) + "\n").encode()

"""Joins the parts of main.css into one sheet, so that a page needs a single request. No Django; knows CSS only by its @import lines."""

import re
from pathlib import Path

IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\)(?: layer\((?P<layer>[\w-]+)\))?;$', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)


def parts(entry: Path) -> list[Path]:
    """The files that main.css names, in their order."""
    return [entry.parent / found["path"] for found in IMPORT.finditer(entry.read_text())]


def bundle(entry: Path) -> str:
    """main.css with every @import replaced by the file's text, in its layer; comments and indents dropped."""

    def inlined(found: re.Match[str]) -> str:
        text = (entry.parent / found["path"]).read_text()
        return f"@layer {found['layer']} {{\n{text}}}" if found["layer"] else text

    return INDENT.sub("", COMMENT.sub("", IMPORT.sub(inlined, entry.read_text()))).strip() + "\n"

"""The printing process of a leaf (`python -m lib.pdf.leaf_press`): an order in JSON on its input, the PDF on its output."""

import base64
import hashlib
import json
import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from lib.pdf.faces import Faces
from lib.pdf.marks import Marks
from lib.pdf.press import Piece, Press
from lib.pdf.system import die_with_parent, limit_memory
from lib.pdf.words import printable

CSS = Path(__file__).with_name("document.css")
MEMORY_MIB = 1024  # address space; about a third of it is ever touched


def main() -> None:
    die_with_parent()
    limit_memory(MEMORY_MIB)
    order = json.loads(sys.stdin.buffer.read())
    press = Press(Faces(Path(order["faces"])), CSS.read_text(), Path(order["cache"]), workers=1)
    html = printable(order["html"])
    joined = press.join([Piece(f"leaf {hashlib.sha256(html.encode()).hexdigest()}", lambda: html)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leaf.pdf"
        joined.write(marks(order, press), path)
        sys.stdout.buffer.write(path.read_bytes())
    sys.stdout.buffer.flush()
    os._exit(0)  # the system takes the memory back quicker than Python would


def marks(order: dict[str, Any], press: Press) -> Marks:
    """What stands once in the file."""
    covered = (words for words in order["footers"] if words and press.faces.regular.covers(words))
    return Marks(
        title=order["title"],
        author=order["author"],
        made_at=datetime.fromisoformat(order["made_at"]),
        footer=next(covered, ""),
        middle=order["middle"],
        has_cover=False,
        attachment=base64.b64decode(order["data"]),
        attachment_name=order["data_name"],
    )


if __name__ == "__main__":
    main()

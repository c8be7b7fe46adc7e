"""The printing process (`python -m register.press`): reads a book on its input, writes the PDF, says how far it is, one line at a time.

Started by register.printing only, with a pickle of its own making: never point it at bytes from outside.
"""

import gc
import json
import os
import pickle
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from lib.pdf.faces import Faces
from lib.pdf.press import Press
from lib.pdf.system import die_with_parent, limit_memory
from register import client_paper, mission_paper, paper
from register.book import fingerprint, to_json
from register.client_said import ClientSheet
from register.client_said import to_json as client_json
from register.mission import MissionSheet
from register.mission import to_json as mission_json
from register.printing import PART

CSS = Path(paper.__file__).parent.parent / "lib" / "pdf" / "document.css"


def main() -> None:
    die_with_parent()
    gc.disable()  # one short life, one document
    order, book = pickle.load(sys.stdin.buffer)  # noqa: S301  written by our own parent  # nosec B301
    limit_memory(int(order["memory_mib"]))
    press = Press(Faces(Path(order["faces"])), CSS.read_text(), Path(order["cache"]), workers=int(order["workers"]))
    out = Path(order["out"])
    maker, data = made_by(book)
    marks = replace(maker.marks(book, data, press.faces.regular.covers), above=order["above"])
    joined = press.join(maker.pieces(book, data), lambda done, of: say(done=done, of=of))
    part = out.with_name(out.name + PART)
    pages = joined.write(marks, part)
    part.replace(out)
    say(pages=pages, fingerprint=fingerprint(data), is_draft=book.is_draft)
    os._exit(0)  # the system takes the memory back quicker than Python would


def made_by(book: Any) -> tuple[Any, bytes]:
    """(the module that cuts it into pieces, the data to attach)."""
    if isinstance(book, MissionSheet):
        return mission_paper, mission_json(book.mission)
    if isinstance(book, ClientSheet):
        return client_paper, client_json(book.said)
    return paper, to_json(book)


def say(**words: object) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

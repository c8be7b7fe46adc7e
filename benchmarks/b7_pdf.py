"""B7, the register PDF: CPU a page at 1,000 sheets against 50, after one change, memory of a process, ReportLab on the same words.

`benchmarks/b7_pdf.py [SMALL LARGE]`. Each run is a process of its own, in the same session; ratios, not times.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reportlab_twin import Block, blocks_of, write  # noqa: E402
from benchmarks.result import report  # noqa: E402

SMALL, LARGE = 50, 1000
GOAL_MIB = 400
FACES = ROOT / "build" / "assets" / "fonts"


def run(*arguments: str) -> dict[str, Any]:
    """One measured process and its children: CPU seconds, and the largest memory of any of them in MiB."""
    code = [sys.executable, "-m", "benchmarks.b7_pdf", "--one", *arguments]
    said = subprocess.run(code, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return dict(json.loads(said.splitlines()[-1]))


def one(engine: str, sheets: int, folder: Path, change: str) -> dict[str, Any]:
    """Inside the measured process. Making up the words is no part of the work; importing what prints them is."""
    out, book = folder / f"{engine}-{sheets}.pdf", register(sheets, change)
    words = prepared(book) if engine == "reportlab" else []
    before = time.process_time()
    pages = write(words, out, FACES) if engine == "reportlab" else ours(book, out, folder)
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = time.process_time() - before + children.ru_utime + children.ru_stime
    peak = max(own.ru_maxrss, children.ru_maxrss) / 1024
    return {"cpu_s": cpu, "peak_mib": round(peak), "pages": pages, "bytes": out.stat().st_size}


def register(sheets: int, change: str) -> Any:
    from tests.register import books

    models = books.template_sheets()
    made = [
        replace(models[n % len(models)], number=n + 1, id=str(n), title=f"{models[n % len(models)].title} {n + 1}") for n in range(sheets)
    ]
    if change:
        made[sheets // 2] = replace(made[sheets // 2], title=change)
    return books.book(tuple(made))


def ours(book: Any, out: Path, folder: Path) -> int:
    from register.printing import Settings, render

    return render(book, out, Settings(FACES, folder / "cache", memory_mib=4096)).pages


def prepared(book: Any) -> list[list[Block]]:
    """The words of every piece of ours, read out of its HTML: ReportLab is spared this."""
    from register import paper
    from register.book import to_json

    return [blocks_of(piece.html()) for piece in paper.pieces(book, to_json(book))]


def main(small: int, large: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        first = run("ours", str(small), f"{name}/small", "")
        floor = run("reportlab", str(small), name, "")
        whole = run("ours", str(large), f"{name}/large", "")
        again = run("ours", str(large), f"{name}/large", "Un nom changé")
    a_page = [found["cpu_s"] / found["pages"] for found in (first, whole)]
    report("B7 CPU a page, 1,000 sheets over 50", floor=1000 * a_page[0], figure=1000 * a_page[1], unit="ms a page", goal="<= 1.10")
    report("B7 CPU after one change", floor=whole["cpu_s"], figure=again["cpu_s"], unit="s", goal="<= 0.05", sheets=large)
    report("B7 memory of a process", floor=GOAL_MIB, figure=whole["peak_mib"], unit="MiB", goal="<= 1.00", pages=whole["pages"])
    pages = [first["pages"], floor["pages"]]
    report("B7 over ReportLab, 50 sheets", floor=floor["cpu_s"], figure=first["cpu_s"], unit="s", goal="<= 8", pages=pages)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        engine, count, place, change = sys.argv[2:6]
        Path(place).mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")
        print(json.dumps(one(engine, int(count), Path(place), change)))
    else:
        main(*(map(int, sys.argv[1:3]) if len(sys.argv) > 2 else (SMALL, LARGE)))

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
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.result import report  # noqa: E402

SMALL, LARGE = 50, 1000
GOAL_MIB = 400


def run(*arguments: str) -> dict[str, Any]:
    """One measured process and its children: CPU seconds, and the largest memory of any of them in MiB."""
    code = [sys.executable, "-m", "benchmarks.b7_pdf", "--one", *arguments]
    said = subprocess.run(code, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return dict(json.loads(said.splitlines()[-1]))


def one(engine: str, sheets: int, folder: Path, change: str) -> dict[str, Any]:
    """Inside the measured process. Making up the words is no part of the work; importing what prints them is."""
    out, book = folder / f"{engine}-{sheets}.pdf", register(sheets, change)
    before = time.process_time()
    pages = reportlab(book, out) if engine == "reportlab" else ours(book, out, folder)
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

    faces = ROOT / "build" / "assets" / "fonts"
    return render(book, out, Settings(faces, folder / "cache", memory_mib=4096)).pages


def reportlab(book: Any, out: Path) -> int:
    """The same words in ReportLab: tables and paragraphs, no tags, no contents."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

    for name in ("regular", "bold"):
        pdfmetrics.registerFont(TTFont(name, str(ROOT / "build" / "assets" / "fonts" / f"{name}.ttf")))
    body = ParagraphStyle("body", fontName="regular", fontSize=9.5, leading=13)
    head = ParagraphStyle("head", fontName="bold", fontSize=18, leading=24)
    document = SimpleDocTemplate(str(out))
    story: list[Any] = []
    for sheet in book.sheets:
        story += [Paragraph(_safe(sheet.title), head), Paragraph(_safe(sheet.purpose), body), *_tables(sheet, body), PageBreak()]
    document.build(story)
    return int(document.page)


def _tables(sheet: Any, body: Any) -> list[Any]:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, Table, TableStyle

    style = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, "#DFDACD"), ("VALIGN", (0, 0), (-1, -1), "TOP")])

    def table(rows: Sequence[Sequence[str]], widths: list[int]) -> Any:
        return Table([[Paragraph(_safe(words), body) for words in row] for row in rows], colWidths=widths, style=style)

    head = ParagraphStyle("part", fontName="bold", fontSize=11, leading=15)
    titles = [
        "Finalités et bases légales",
        "Catégories de données personnelles et durées de conservation",
        "Agents concernés",
        "À compléter",
    ]
    facts = [
        ("N° / référence", sheet.reference),
        ("Création", f"{sheet.created_on} ; {sheet.updated_on}"),
        ("Responsable", "Menuiserie Dubreuil"),
    ]
    facts += [("Sous-finalités", "; ".join(sheet.sub_purposes)), ("Source", sheet.source), ("Information", sheet.information)]
    facts += [("Transferts hors UE", "Aucun transfert déclaré"), ("Données sensibles", "Aucune donnée sensible déclarée")]
    facts += [("Personnes", "; ".join(line.label for line in sheet.people)), ("Mesures", "; ".join(line.label for line in sheet.measures))]
    facts += [("Destinataires", "; ".join(f"{line.label} ({line.kind})" for line in sheet.recipients))]
    facts += [("Décision automatisée", sheet.automation), ("Informées", sheet.informed_how), ("Droits", ", ".join(sheet.people_rights))]
    facts += [("Clients", "; ".join(f"{one.name}, {one.contact}" for one in sheet.clients))]
    grounds = [
        ("Finalité", "Base légale", "Justification"),
        *((g.purpose, f"{g.basis} {g.article}", g.justification) for g in sheet.grounds),
    ]
    data = [
        ("Catégorie", "Description", "Durée"),
        *((d.category, d.description, f"{d.retention} {d.archive} {d.retention_source} {d.retention_weight}") for d in sheet.data),
    ]
    agents = [("Agent", "État", "Droits")]
    agents += [(a.name, a.state, "; ".join(f"{r.verb} : {r.resource}" for r in a.rights)) for a in sheet.agents]
    gaps = [("Point", "Importance", "Source"), *((m.label, m.level, m.source) for m in sheet.missing)]
    parts = zip(titles, (grounds, data, agents, gaps), strict=True)
    return [table(facts, [120, 330]), *(piece for words, rows in parts for piece in (Paragraph(words, head), table(rows, [150, 150, 150])))]


def _safe(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")


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

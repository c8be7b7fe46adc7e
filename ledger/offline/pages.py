"""Two pages in plain French, for a screen and for paper: LISEZ-MOI.html of an export, resultat.html of a check. Every word is escaped."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from ledger.offline.checker import Report
from ledger.offline.export import Examined
from ledger.offline.listing import moment_words, words_of
from ledger.offline.notes import read_note
from ledger.offline.points import short_line
from ledger.offline.verdicts import COMPARE, HOLDS, HOLDS_NOT, many, verdict_words

LOOK = """
body{font:17px/1.5 system-ui,sans-serif;color:#18222f;background:#f6f4ee;margin:0}
main{max-width:46rem;margin:0 auto;padding:24px 16px 48px}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;margin-top:2rem}
.verdict{padding:16px;border:1px solid #857f70;border-radius:10px;background:#fff;font-weight:600}
.verdict.intact{border-color:#1f7a4a}.verdict.altered{border-color:#9b1c1c}.verdict.restored{border-color:#b86e00}
pre,code{font-family:ui-monospace,monospace;font-size:15px;white-space:pre-wrap;overflow-wrap:anywhere}
pre{background:#fff;border:1px solid #dfdacd;border-radius:7px;padding:12px}
table{border-collapse:collapse;width:100%;font-size:15px}caption{text-align:left;font-weight:600;padding:8px 0}
th,td{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid #dfdacd}
td{overflow-wrap:anywhere}td:first-child{min-width:5ch}
@media print{body{background:#fff;font-size:11pt}main{max-width:none;padding:0}.verdict,pre{break-inside:avoid}}
"""
HOW = """<h2>Vérifier soi-même</h2>
<p>Ne nous croyez pas sur parole : le programme <code>verifier.py</code>, dans ce dossier, refait tout le calcul.
Il lui faut Python 3.10 ou plus récent, rien d’autre, et pas d’Internet.</p>
<ol>
<li>Sortez tous les fichiers de l’archive dans un dossier vide.</li>
<li>Sous Windows : installez Python depuis python.org, ouvrez le dossier, tapez <code>cmd</code> dans la barre d’adresse, puis
<code>py verifier.py</code>. Sous Mac et Linux, dans un terminal ouvert sur ce dossier : <code>python3 verifier.py</code>.</li>
<li>Le résultat s’affiche, et s’écrit dans <code>resultat.html</code>.</li>
</ol>
<p>Pour comparer avec un point de contrôle reçu un jour par e-mail : enregistrez le texte du message dans <code>note.txt</code>, puis
<code>python3 verifier.py --point note.txt</code>.</p>
<p>Un programme reçu avec les preuves peut mentir lui aussi. Pour être sûr, demandez <code>verifier.py</code> à une autre
installation de Garde-fou, et donnez la clé publique que vous aviez notée : <code>python3 verifier.py . CLÉ</code>.</p>"""
FILES = (
    (
        "journal.csv",
        "Le journal à lire, avec un tableur. Le programme vérifie qu’il dit la même chose que les lignes scellées.",
    ),
    ("phrases.json", "Les phrases françaises du tableau."),
    ("rows.jsonl", "Les lignes scellées, telles qu’elles ont été signées."),
    ("checkpoints.jsonl, leaves.bin, keys.json", "Les points de contrôle signés, les empreintes des lignes, les clés publiques."),
    ("horodatages", "Les attestations de date d’un tiers, quand il y en a : la note (.txt) et sa réponse (.tsr)."),
    ("verifier.py", "Le programme qui vérifie."),
    ("manifest.json, manifest.sig", "La liste signée des autres fichiers."),
)
OPENSSL = "openssl ts -verify -data NOTE.txt -in NOTE.tsr -CAfile RACINE.pem"


def readme_page(report: Report, *, name: str, origin: str, made: str, by: str) -> str:
    """LISEZ-MOI.html. `made`, `by`: when and by whom the export was asked, in words."""
    newest = read_note(report.newest) if report.newest else None
    body = [
        f"<h1>Le journal scellé de {escape(name)}</h1>",
        f"<p>Exporté le {escape(made)} par {escape(by)}. {many(report.rows, 'ligne', 'lignes')}.</p>",
        (
            "<p>Le journal garde ce que les personnes et les agents ont fait. Chaque ligne est scellée à la suite des autres : "
            "ce dossier permet à un tiers de vérifier que rien n’a été changé.</p>"
        ),
        (
            "<p><strong>Ce dossier contient des données personnelles</strong> (des noms, ce que chacun a fait). "
            "Gardez-le en lieu sûr et supprimez-le quand il ne sert plus.</p>"
        ),
        "<h2>Ce que la vérification a trouvé le jour de l’export</h2>",
        _verdict(report),
        f"<p>{escape(COMPARE)}</p>{_pre(newest.text.decode() + short_line(newest))}" if newest else "",
        HOW,
        *_guarantees(),
        "<h2>Les fichiers</h2>",
        table_of("Ce que contient ce dossier", ("Fichier", "Ce que c’est"), FILES),
        "<h2>Si une date est attestée par un tiers</h2>",
        "<p>Le programme vérifie que chaque horodatage porte bien sur un point de contrôle.</p>",
        f"<p>Pour vérifier aussi la signature du tiers, avec le certificat racine qu’il publie :</p>{_pre(OPENSSL)}",
        f"<p>Nom du journal dans ses points de contrôle : <code>{escape(origin)}</code></p>",
    ]
    return page_of(f"Journal scellé de {name}", body)


def result_page(found: Examined, comparison: str = "") -> str:
    """resultat.html. `comparison`: what holding a checkpoint one had received against it said."""
    report = found.report
    newest = read_note(report.newest) if report.newest else None
    body = [
        f"<h1>Vérification du journal{f' de {escape(found.name)}' if found.name else ''}</h1>",
        _verdict(report),
        f"<h2>Comparaison avec le point de contrôle donné</h2><p class='verdict'>{escape(comparison)}</p>" if comparison else "",
        f"<p>Contenu effacé\u00a0: {escape(many(report.erased, 'ligne', 'lignes'))}.</p>" if report.erased else "",
        f"<h2>Dernier point de contrôle</h2><p>{escape(COMPARE)}</p>{_pre(newest.text.decode() + short_line(newest))}" if newest else "",
        "<h2>Horodatages</h2>" + table_of("Dates attestées par un tiers", ("Fichier", "Date"), found.stamped) if found.stamped else "",
        f"<p>Pour vérifier la signature du tiers :</p>{_pre(OPENSSL)}" if found.stamped else "",
        *_guarantees(),
        _last(found),
    ]
    return page_of("Vérification du journal scellé", body)


def _verdict(report: Report) -> str:
    findings = "".join(f"<li>{escape(one.sentence)}</li>" for one in (*report.findings, *report.notices))
    words = "<br>".join(escape(line) for line in verdict_words(report).splitlines())
    tone = report.verdict if report.covered or report.findings else "restored"
    return f"<p class='verdict {tone}'>{words}</p>{f'<ul>{findings}</ul>' if findings else ''}"


def _guarantees() -> Iterable[str]:
    yield "<h2>Ce qui est garanti</h2><ul>" + "".join(f"<li>{escape(one)}</li>" for one in HOLDS) + "</ul>"
    yield "<h2>Ce qui ne l’est pas</h2><ul>" + "".join(f"<li>{escape(one)}</li>" for one in HOLDS_NOT) + "</ul>"


def _last(found: Examined) -> str:
    rows = [(str(row.seq + 1), moment_words(row.recorded_at), words_of(row, found.phrases)[1]) for row in reversed(found.last)]
    heads = ("Ligne", "Écrite le (UTC)", "Ce qui s’est passé")
    return "<h2>Les dernières lignes</h2>" + table_of("La plus récente d’abord ; toutes sont dans journal.csv", heads, rows) if rows else ""


def table_of(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Every cell escaped."""
    head = "".join(f"<th scope='col'>{escape(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(one)}</td>" for one in row) + "</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _pre(text: str) -> str:
    return f"<pre>{escape(text)}</pre>"


def page_of(title: str, body: Iterable[str]) -> str:
    """A page that opens by itself, `body` being HTML. French typography: no line begins with a mark."""
    text = re.sub(r" ([:;?!»])", "\u00a0\\1", "\n".join(part for part in body if part)).replace("« ", "«\u00a0")
    return (
        f"<!doctype html>\n<html lang='fr'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{escape(title)}</title><style>{LOOK}</style></head>\n<body><main>\n{text}\n</main></body></html>\n"
    )

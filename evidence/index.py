"""LISEZ-MOI.html of a dossier: what it holds, what it does not, and how anybody checks it. Every word is escaped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from evidence.check import LIST, PROGRAM, RECORD
from ledger.offline.pages import page_of, table_of

WHAT = """<p>Ce dossier montre ce que les agents d’IA de l’entreprise avaient le droit de faire, et ce qui a été demandé, accordé, refusé,
arrêté et relu pendant cette période.</p>
<p><strong>Ce dossier contient des données personnelles.</strong> Gardez-le en lieu sûr et supprimez-le quand il ne sert plus.</p>"""
HOW = """<h2>Vérifier soi-même</h2>
<p>Il faut Python 3.10 ou plus récent, rien d’autre, et pas d’Internet.</p>
<ol>
<li>Sortez tous les fichiers de l’archive dans un dossier vide.</li>
<li>Sous Windows : ouvrez le dossier, tapez <code>cmd</code> dans la barre d’adresse, puis <code>py verifier.py</code>.
Sous Mac et Linux, dans un terminal ouvert sur ce dossier : <code>python3 verifier.py</code>.</li>
<li>« ENTIER » veut dire : chaque pièce est telle que le journal scellé l’a notée, et ce journal est intact.</li>
</ol>
<p>Un programme reçu avec les preuves peut mentir. Pour être sûr, demandez <code>verifier.py</code> et
<code>verifier-journal.py</code> à une autre installation de Garde-fou.</p>"""
TOOLS = (
    (RECORD, "Le journal scellé entier, avec ses signatures : il contient l’empreinte de la liste des pièces."),
    (LIST, "La liste des pièces et de leurs empreintes (SHA-256)."),
    (f"verifier.py, {PROGRAM}", "Les programmes qui vérifient."),
)


@dataclass
class Contents:
    """What the page tells. `pieces`: words by path; `without`: what the reader will not find, and why."""

    name: str
    period: str
    made: str
    by: str
    pieces: dict[str, str] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)


def readme(told: Contents, digests: Mapping[str, str]) -> str:
    """The page. `digests`: SHA-256 by path."""
    rows = [(path, words, digests[path][:16] + "…") for path, words in told.pieces.items()]
    body = [
        f"<h1>Dossier de preuves de {escape(told.name)}</h1>",
        f"<p>Période : {escape(told.period)}. Préparé le {escape(told.made)}, à la demande de {escape(told.by)}.</p>",
        WHAT,
        "<h2>Les pièces</h2>",
        table_of("Ce que contient ce dossier", ("Fichier", "Ce que c’est", "Empreinte"), rows),
        "<h2>Ce qui n’y est pas</h2><ul>" + "".join(f"<li>{escape(one)}</li>" for one in told.without) + "</ul>" if told.without else "",
        HOW,
        table_of("Les outils de la vérification", ("Fichier", "Ce que c’est"), TOOLS),
    ]
    return page_of(f"Dossier de preuves de {told.name}", body)

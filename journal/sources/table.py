"""A table of one's own: one action a line, French headings in any order, days and amounts as people write them. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from journal.enums import Outcome, Type
from journal.rules.reported import Reported
from journal.sources.found import Found, found, key_for, moment_of, short
from journal.sources.guess import cents_of, money_in
from lib.tables import csv_file
from lib.tables.archive import Unreadable
from lib.tables.cells import alive, clean
from lib.tables.text import fold
from lib.tables.values import day_of

HEADS: Mapping[str, tuple[str, ...]] = {
    "day": ("date", "jour", "quand", "le"),
    "hour": ("heure", "a"),
    "type": ("nature", "type", "type d action"),
    "tool": ("outil", "action", "fonction"),
    "target": ("sur quoi", "cible", "objet", "fichier", "client"),
    "payee": ("pour qui", "beneficiaire", "fournisseur", "destinataire"),
    "account": ("iban", "compte"),
    "euros": ("montant en euros", "montant eur", "montant ttc en euros"),
    "amount": ("montant", "somme"),
    "currency": ("devise", "monnaie"),
    "outcome": ("issue", "resultat", "statut", "etat"),
    "count": ("nombre", "quantite"),
    "summary": ("resume", "ce qu il dit", "commentaire", "description", "ce qu il a fait"),
    "id": ("reference", "identifiant", "id", "numero"),
}
COLUMN = {head: name for name, heads in HEADS.items() for head in heads}
TYPES = {fold(kind.label): kind for kind in Type} | {kind.value: kind for kind in Type}
OUTCOMES = {
    **dict.fromkeys(("", "fait", "faite", "ok", "reussi", "reussie", "succes", "oui", "termine", "done"), Outcome.DONE),
    **dict.fromkeys(("echoue", "echouee", "echec", "erreur", "failed", "non"), Outcome.FAILED),
    **dict.fromkeys(("empeche", "empechee", "bloque", "bloquee", "refuse", "refusee", "blocked"), Outcome.BLOCKED),
}
DELIMITERS = (";", ",", "\t", "|")
MOST_ROWS = 20_000
NO_DATE = "Ce tableau n’a pas de colonne «\u00a0Date\u00a0». Donnez ce titre à la colonne du jour, en première ligne, puis réessayez."
MORE = "Ce tableau a plus de 20\u00a0000 lignes. Partagez-le en plusieurs fichiers."


def is_table(data: bytes) -> bool:
    """Its first line names a day and something else that we know."""
    text = csv_file.decoded(data)
    return text is not None and bool(_delimiter(text))


def table(data: bytes, zone: ZoneInfo) -> Found:
    """Hours are the company's. Raises Unreadable."""
    text = csv_file.decoded(data)
    mark = _delimiter(text) if text else ""
    if not text or not mark:
        raise Unreadable(NO_DATE)
    rows = _rows(text, mark)
    heads = [_column(head) for head in rows[0]]
    kept, refused, same = list[Reported](), list[str](), Counter[str]()
    ignored = [
        f"La colonne «\u00a0{head[:40]}\u00a0» n’est pas analysée." for head, name in zip(rows[0], heads, strict=True) if head and not name
    ]
    for number, row in enumerate(rows[1:], 2):
        cells = {name: text for name, text in zip(heads, row, strict=False) if name and text}
        if not cells:
            continue
        same["\0".join(row)] += 1
        try:
            kept.append(_one(cells, row, same["\0".join(row)], zone))
        except ValueError as error:
            refused.append(f"Ligne {number}\u00a0: {error}")
            continue
        if "amount" in cells and kept[-1].amount_cents is None:
            ignored.append("Un montant sans devise est laissé de côté.")
    return found(kept, refused=refused, ignored=ignored)


def _rows(text: str, mark: str) -> list[list[str]]:
    read = list[list[str]]()
    try:
        for record in csv_file.reader(text, mark):
            if len(read) > MOST_ROWS:
                raise Unreadable(MORE)
            read.append([alive(clean(cell)).strip() for cell in record[:60]])
    except csv_file.csv.Error as error:
        raise Unreadable(csv_file.DAMAGED) from error
    return read


def _delimiter(text: str) -> str:
    """The one under which the first line says the most that we know."""
    known = {mark: _known(text, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: len(known[mark]))
    return best if "day" in known[best] and len(known[best]) > 1 else ""


def _known(text: str, mark: str) -> set[str]:
    try:
        first = next(csv_file.reader(text[: csv_file.LONGEST_TITLES], mark), [])
    except csv_file.csv.Error:
        return set()
    return {COLUMN[fold(head)] for head in first[:60] if fold(head) in COLUMN}


def _column(head: str) -> str:
    """« Montant (€) » says its unit."""
    name = COLUMN.get(fold(head), "")
    return "euros" if name == "amount" and "€" in head else name


def _one(cells: Mapping[str, str], row: Sequence[str], time_seen: int, zone: ZoneInfo) -> Reported:
    """Raises ValueError with the end of a French sentence."""
    kind = TYPES.get(fold(cells.get("type", "")), TYPES.get(cells.get("type", ""), Type.OTHER))
    outcome = OUTCOMES.get(fold(cells.get("outcome", "")))
    if outcome is None:
        raise ValueError("l’issue n’est ni «\u00a0fait\u00a0», ni «\u00a0échoué\u00a0», ni «\u00a0empêché\u00a0».")
    count = cells.get("count", "1")
    if not count.isascii() or not count.isdigit() or len(count) > 9:
        raise ValueError("le nombre n’est pas un nombre entier.")
    cents, currency = _money(cells)
    key = key_for("row", cells["id"]) if cells.get("id") else key_for("line", str(time_seen), *row)
    return Reported(
        key=key,
        occurred_at=_moment(cells, zone),
        type=kind,
        tool=short(cells.get("tool", ""), "tool"),
        target=short(cells.get("target", ""), "target"),
        payee=short(cells.get("payee", ""), "payee"),
        account="".join(cells.get("account", "").split()).upper()[:34],
        amount_cents=cents,
        currency=currency,
        count=int(count),
        outcome=outcome,
        summary=cells.get("summary", "")[:2000],
    )


def _moment(cells: Mapping[str, str], zone: ZoneInfo) -> datetime:
    said, hour = cells.get("day", ""), cells.get("hour", "")
    try:
        if len(said) > 10 and said[4:5] == "-":
            at = datetime.fromisoformat(said)
            return moment_of((at if at.tzinfo else at.replace(tzinfo=zone)).isoformat())
        day = day_of(said.split()[0] if "/" in said else said)
        hour = hour or (said.split()[1] if "/" in said and len(said.split()) > 1 else "")
        if day is None:
            raise ValueError
        clock = time.fromisoformat(hour.lower().replace(" ", "").replace("h", ":").strip(":").zfill(5) if hour else "00:00")
        return datetime.combine(day, clock.replace(tzinfo=None), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("la date ou l’heure n’est pas lisible.") from None


def _money(cells: Mapping[str, str]) -> tuple[int | None, str]:
    """Without a sure unit, no amount."""
    if (euros := cells.get("euros")) and (cents := cents_of(euros.removesuffix("€").strip())) is not None:
        return cents, "EUR"
    said, currency = cells.get("amount", ""), cells.get("currency", "").upper()
    if written := money_in(said):
        return written
    cents = cents_of(said) if len(currency) == 3 and currency.isascii() and currency.isalpha() else None
    return (None, "") if cents is None else (cents, currency)

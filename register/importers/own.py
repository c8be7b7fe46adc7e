"""A register that left Garde-fou and comes back: its JSON, its workbook, its CSV. Labels become codes again; nothing else is guessed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from inventory.countries import NAMES
from inventory.enums import Automation, Origin, Side
from inventory.rules.overlay import OURS
from lib.tables.archive import Unreadable
from lib.tables.text import fold, one_line, shorten
from lib.tables.values import day_of, yes_or_no
from register.importers.page import Notes
from register.importers.preview import (
    DataLine,
    ImportedProcessing,
    ImportPreview,
    Line,
    Organisation,
    PartnerLine,
    Party,
    PurposeLine,
    TransferLine,
)

MAX_PROCESSINGS = 500
MAX_LINES = 300  # of one list of one processing
LONG = 20_000
TOO_MANY = f"Ce registre dépasse {MAX_PROCESSINGS} traitements. Partagez-le en plusieurs fichiers."
NO_NAME = "Ce traitement n’a pas de nom. Il n’est pas repris."
TOO_LONG = "Ce texte est trop long. Seul le début est repris."
NO_DAY = "Cette date ne peut pas être lue. Écrivez-la en entier, par exemple 31/12/2026."
NO_ANSWER = "Répondez par Oui ou par Non."
NO_WORD = "Ce mot n’est pas dans la liste. Il n’est pas repris."
TOO_MANY_LINES = f"Cette liste dépasse {MAX_LINES} lignes. Seules les premières sont reprises."
COUNTRIES = {fold(name): code for code, name in NAMES.items()}
CODED = ("category", "label")  # what the `code` beside them is the code of
Told = Mapping[str, Any]
NOBODY = Party()


@dataclass
class Reader:
    """The values of one thing a file tells, by the field names of `register.book`. What cannot be taken is said in `notes`."""

    told: Told
    where: str
    notes: Notes = field(default_factory=Notes)

    def text(self, name: str, limit: int = LONG) -> str:
        value = self.told.get(name)
        shown = value.strip() if isinstance(value, str) else ""
        if len(shown) > limit:
            self.notes.ask(name, self.where, TOO_LONG, "Relisez-le et abrégez-le.")
        return shorten(shown, limit)

    def line(self, name: str, limit: int) -> str:
        return one_line(self.text(name, limit))

    def answer(self, name: str) -> bool | None:
        value = self.told.get(name)
        if value is None or isinstance(value, bool) or not str(value).strip():
            return value if isinstance(value, bool) else None
        answer = yes_or_no(value) if isinstance(value, str) else None
        if answer is None:
            self.notes.refuse(str(value), self.where, NO_ANSWER)
        return answer

    def day(self, name: str) -> date | None:
        value = self.told.get(name)
        if isinstance(value, date) or not value:
            return value or None
        day = day_of(value) if isinstance(value, str) else None
        if day is None:
            self.notes.refuse(str(value), self.where, NO_DAY)
        return day

    def code(self, name: str, vocabulary: str, limit: int = 120) -> str:
        """The code a JSON file gives, when it is one of ours; our code for the label; else the words themselves."""
        label, told = self.line(name, limit), self.told.get("code")
        if name in CODED and isinstance(told, str) and OURS.term(vocabulary, told):
            return told
        return OURS.code_of(vocabulary, label) or label

    def choice(self, name: str, kind: type[Automation] | type[Origin]) -> str:
        """The value of a closed list by its label."""
        label = self.text(name, 200)
        found = next((value for value, word in kind.choices if value and fold(str(word)) == fold(label)), "")
        if label and not found:
            self.notes.refuse(label, self.where, NO_WORD)
        return found

    def country(self, name: str) -> str:
        shown = self.line(name, 80)
        return COUNTRIES.get(fold(shown), shown)

    def rows(self, name: str) -> list["Reader"]:
        """The items of a list; anything else in it is left."""
        value = self.told.get(name)
        items = [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []
        if len(items) > MAX_LINES:
            self.notes.ask(name, self.where, TOO_MANY_LINES, "Vérifiez la fiche.")
        return [Reader(one, self.where, self.notes) for one in items[:MAX_LINES]]

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.told.get(name)
        items = [one.strip() for one in value if isinstance(one, str)] if isinstance(value, list | tuple) else []
        return tuple(shorten(one, LONG) for one in items[:MAX_LINES] if one)


def preview(sheets: Sequence[tuple[Told, str]], controller: Party = NOBODY, notes: Notes | None = None) -> ImportPreview:
    """Every sheet with where it stands. `notes`: what was said of the file already. Raises Unreadable."""
    if len(sheets) > MAX_PROCESSINGS:
        raise Unreadable(TOO_MANY)
    notes = notes or Notes()
    found = [item for number, (told, where) in enumerate(sheets, 1) if (item := _processing(f"p{number}", Reader(told, where), notes))]
    return ImportPreview(
        organisation=Organisation(controller=controller),
        processings=tuple(found),
        refused=tuple(notes.refused),
        ignored=tuple(notes.ignored),
    )


def _processing(key: str, told: Reader, notes: Notes) -> ImportedProcessing | None:
    name = told.line("title", 200)
    if not name:
        notes.refuse(told.line("reference", 80) or "Fiche", told.where, NO_NAME)
        return None
    is_processor = told.answer("is_processor") is True
    item = ImportedProcessing(
        key=key,
        name=name,
        reference=told.line("outside_reference", 80),
        created_on=told.day("created_on"),
        updated_on=told.day("updated_on"),
        purpose=told.text("purpose"),
        sub_purposes=told.texts("sub_purposes"),
        data=tuple(_data(one) for one in told.rows("data") if one.text("category")),
        has_sensitive_data=told.answer("has_sensitive_data"),
        people=tuple(_line(one, "categories_personnes") for one in told.rows("people") if one.text("label")),
        recipients=tuple(_recipient(one) for one in told.rows("recipients") if one.text("label")),
        measures=tuple(_line(one, "mesures_securite") for one in told.rows("measures") if one.text("label")),
        has_transfers=told.answer("has_transfers"),
        transfers=tuple(_transfer(one) for one in told.rows("transfers") if one.text("recipient")),
        where=told.where,
        side=Side.PROCESSOR.value if is_processor else Side.CONTROLLER.value,
        source=told.text("source"),
        purposes=() if is_processor else tuple(_purpose(one) for one in told.rows("grounds") if one.text("purpose")),
        is_own=True,
        id=_uuid(told.text("id", 40)),
        joint=() if is_processor else tuple(_partner(one) for one in told.rows("joint") if one.text("name")),
        clients=tuple(_partner(one) for one in told.rows("clients") if one.text("name")) if is_processor else (),
        information=told.text("information"),
        is_informed=told.answer("is_informed"),
        informed_on=told.day("informed_on"),
        informed_how=told.text("informed_how"),
        obligation=told.text("obligation"),
        automation=told.choice("automation", Automation),
        automation_words=told.text("automation_words"),
        is_notice_proposed=told.answer("is_notice_proposed") is True,
        agent_names=tuple(one.line("name", 120) for one in told.rows("agents") if one.text("name")),
        questions=tuple(one.text("words") for one in told.rows("open_questions") if one.text("words")),
        unclear=tuple(told.notes.unclear),
    )
    notes.refused += told.notes.refused
    return item


def _purpose(one: Reader) -> PurposeLine:
    """A word that is no legal basis is not taken for one."""
    label = one.line("basis", 200)
    basis = OURS.code_of("bases_legales", label)
    if label and not basis:
        one.notes.refuse(label, one.where, NO_WORD)
    return PurposeLine(one.text("purpose"), basis, one.text("justification"), bool(basis) and one.answer("is_confirmed") is True)


def _data(one: Reader) -> DataLine:
    rule = one.line("retention_rule", 200)
    return DataLine(
        category=one.code("category", "categories_donnees"),
        description=one.text("description"),
        retention=one.text("retention"),
        is_sensitive=one.answer("is_sensitive") is True,
        archive=one.text("archive"),
        exception=one.code("exception", "exceptions_art9", 60),
        origin=one.choice("origin", Origin),
        origin_words=one.line("origin_words", 300),
        retention_code=OURS.code_of("durees_conservation", rule) or shorten(rule, 60),
        is_proposed=one.answer("is_proposed") is True,
    )


def _line(one: Reader, vocabulary: str) -> Line:
    return Line(one.code("label", vocabulary), one.text("precision"))


def _recipient(one: Reader) -> Line:
    return Line(
        one.code("label", "destinataires"),
        one.text("precision"),
        is_processor=one.answer("is_processor"),
        contract_on=one.day("contract_on"),
        contract_where=one.line("contract_where", 300),
        country=one.country("country"),
    )


def _transfer(one: Reader) -> TransferLine:
    return TransferLine(
        one.line("recipient", 200),
        one.country("country"),
        one.code("safeguard", "transferts", 60),
        one.line("link", 500),
        one.day("checked_on"),
        one.day("valid_until"),
    )


def _partner(one: Reader) -> PartnerLine:
    return PartnerLine(
        name=one.line("name", 200),
        contact=one.text("contact"),
        agreement=one.line("agreement", 500),
        agreed_on=one.day("agreed_on"),
        representative=one.line("representative", 300),
        dpo=one.line("dpo", 300),
        operations=one.text("operations"),
        instructions=one.text("instructions"),
        contract_on=one.day("contract_on"),
    )


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def controller_of(told: Iterable[tuple[str, str]]) -> Party:
    """Whose register the file says it is."""
    facts = {fold(word): value for word, value in told}
    return Party(
        name=shorten(one_line(facts.get("entreprise", "")), 200),
        address=shorten(one_line(facts.get("adresse", "")), 300),
        phone=shorten(one_line(facts.get("telephone", "")), 60),
        email=shorten(one_line(facts.get("adresse electronique", "")), 200),
    )

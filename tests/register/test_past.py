"""The register of another day: on screen, on paper, from the command line, and field by field what it was."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.boundary import scope
from accounts.models import Company
from accounts.roles import as_role
from approvals import markers
from inventory.actions import lines, processings
from inventory.actions.processings import Heading
from inventory.enums import Verb
from inventory.models import Agent, Permission, ProcessedData, Processing, Purpose
from ledger.queries import newest
from register import actions, documents, exporting, past
from register.book import WHOLE, RegisterBook
from register.enums import Format
from register.models import Export
from tests.accounts.test_past import now
from tests.cast import AT, Person, make_company, make_person, sign_in
from tests.register import rows

pytestmark = pytest.mark.django_db(transaction=True)

PARIS = ZoneInfo("Europe/Paris")
EARLY = datetime(2026, 3, 12, 8, tzinfo=UTC)
DAY = date(2026, 3, 12)


@pytest.fixture(autouse=True)
def no_worker(settings: Any, tmp_path: Path, monkeypatch: Any) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(actions, "wake", lambda *_: None)


@pytest.fixture
def alice() -> Person:
    return make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", "owner")


@pytest.fixture
def march(alice: Person) -> Processing:
    """A sheet that was there on 12 March and says something else since."""
    with scope(alice.company):
        sheet = rows.whole_sheet(alice, AT)
        later = rows.bare_sheet(alice, AT, "Relance")
    turn_back(alice.company, EARLY, only=sheet)
    with scope(alice.company):
        Processing.objects.of(alice.company).filter(pk=sheet.pk).update(purpose="Autre chose.", name="Factures")
        Company.objects.filter(pk=alice.company.pk).update(name="Vasseur et fils")
    assert later.number == 2
    return sheet


def turn_back(company: Company, moment: datetime, *, only: Processing) -> None:
    """As if the company and this sheet had been written then; the owner of the tables may."""
    with as_role(connection, "gf_migrator"), connection.cursor() as cursor:
        cursor.execute(
            "update accounts_pastrow set at = %s where company_id = %s and (table_name like 'accounts%%' or row_id = %s"
            " or content ->> 'processing_id' = %s)",
            [moment, company.pk, only.pk, str(only.pk)],
        )


def bare(book: RegisterBook) -> RegisterBook:
    """Without when it was made: what it says."""
    return replace(book, as_on=None, made_at=AT)


# --- 200 acts, at random: each earlier register is read again as it was ----------------------------------------------


class Life:
    """A company that changes its register in every way the pages offer."""

    def __init__(self, owner: Person, seed: int) -> None:
        self.owner, self.company, self.chance = owner, owner.company, random.Random(seed)  # noqa: S311  (chance in a test)
        self.count = 0

    def act(self) -> None:
        self.count += 1
        with scope(self.company):
            self.chance.choice(self.acts())()

    def acts(self) -> list[Callable[[], object]]:
        return [
            self.open,
            self.edit,
            self.add,
            self.add,
            self.change,
            self.remove,
            self.confirm,
            self.agent,
            self.right,
            self.end,
            self.ask,
            self.rename,
        ]

    def one(self, model: Any, **wanted: Any) -> Any:
        found = list(model.objects.of(self.company).filter(**wanted).order_by("pk"))
        return self.chance.choice(found) if found else None

    def open(self) -> None:
        rows.bare_sheet(self.owner, self.at, f"Fiche {self.count}")

    @property
    def at(self) -> datetime:
        return AT + timedelta(minutes=self.count)

    @property
    def by(self) -> dict[str, Any]:
        return {"by": self.owner.membership, "at": self.at}

    def edit(self) -> None:
        if sheet := self.one(Processing, ended_at=None):
            heading = Heading(**{name: getattr(sheet, name) for name in Heading.__dataclass_fields__})
            processings.edit(sheet, replace(heading, purpose=f"But {self.count}", source="«\u00a0d’ailleurs\u00a0»\n\t\\u0000"), **self.by)

    def add(self) -> None:
        if sheet := self.one(Processing, ended_at=None):
            sort, values = self.chance.choice(
                [
                    ("purposes", {"description": f"Finalité {self.count}", "basis": "contrat"}),
                    ("data", {"category": "etat_civil", "description": f"Donnée {self.count}", "retention": "5 ans"}),
                    ("people", {"code": "clients", "precision": f"{self.count}"}),
                    ("measures", {"code": "journaliser", "precision": f"{self.count}"}),
                    ("transfers", {"recipient": f"Société {self.count}", "country": "US"}),
                ]
            )
            lines.add(sheet, sort, values, **self.by)

    def change(self) -> None:
        if line := self.one(ProcessedData):
            lines.change(line.processing, "data", line, {"description": f"Autre {self.count}"}, **self.by)

    def remove(self) -> None:
        if line := self.one(ProcessedData):
            lines.remove(line.processing, "data", line.pk, **self.by)

    def confirm(self) -> None:
        if purpose := self.one(Purpose, confirmed_at=None):
            lines.confirm_basis(purpose.processing, purpose, **self.by)

    def agent(self) -> None:
        agent, sheet = rows.agent(self.company, f"Agent {self.count}", self.at), self.one(Processing, ended_at=None)
        if sheet:
            processings.attach_agent(sheet, agent, **self.by)

    def right(self) -> None:
        if agent := self.one(Agent):
            rows.right(agent, self.at, Verb.EDIT, f"dossier {self.count}")

    def end(self) -> None:
        if sheet := self.one(Processing):
            (processings.restore if sheet.ended_at else processings.end)(sheet, **self.by)

    def ask(self) -> None:
        if sheet := self.one(Processing):
            rows.question(sheet, self.at, f"Question {self.count} ?")

    def rename(self) -> None:
        Company.objects.filter(pk=self.company.pk).update(
            address=f"{self.count} rue des Lilas", has_dpo=self.chance.choice([None, True, False])
        )


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_since_every_earlier_register_is_read_again(alice: Person, seed: int) -> None:
    life, kept = Life(alice, seed), []
    for _ in range(200):
        life.act()
        if life.count % 5 == 0:
            with scope(alice.company):
                company = Company.objects.get(pk=alice.company.pk)
                kept.append((now(), documents.build(company, AT + timedelta(days=1))))
    for moment, book in kept:
        with scope(alice.company):
            told = past.read(alice.company, moment, AT + timedelta(days=1))
        assert bare(told).company == book.company
        for mine, theirs in zip(told.sheets, book.sheets, strict=True):
            assert mine == theirs
    assert len({book.sheets for _, book in kept}) > 30


# --- the day --------------------------------------------------------------------------------------------------------


def test_a_day_ends_when_it_does_at_the_company(alice: Person, march: Processing) -> None:
    with scope(alice.company):
        assert past.first_day(alice.company) == DAY
        moment = past.moment_of(alice.company, DAY, AT)
        assert moment == datetime(2026, 3, 12, 23, 59, 59, 999999, tzinfo=PARIS)
        assert past.moment_of(alice.company, AT.date(), AT) is None
        for day in (DAY - timedelta(days=1), AT.date() + timedelta(days=1)):
            with pytest.raises(past.NotKept):
                past.moment_of(alice.company, day, AT)


def test_a_stop_on_disk_is_no_stop_before_it_was_asked(alice: Person, march: Processing) -> None:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Facturier", AT)
        processings.attach_agent(march, agent, by=alice.membership, at=AT)
    with scope(alice.company):
        here = now()
        markers.write(markers.Marker(march.pk, alice.company.pk, None, "", "", here + timedelta(hours=1), alice.membership.pk, "Alice"))
        assert documents.build(alice.company, AT).sheets[0].agents[0].state == "Coupé"
        assert past.read(alice.company, here, AT).sheets[0].agents[0].state == "En service"


# --- pages ----------------------------------------------------------------------------------------------------------


def test_the_register_of_a_past_evening_is_read_on_screen(alice: Person, march: Processing) -> None:
    browser = sign_in(alice)
    assert "Le registre à une date" in browser.get("/registre/").content.decode()
    assert "12\u00a0mars 2026" in browser.get("/registre/a-une-date/").content.decode()
    words = browser.get("/registre/a-une-date/?le=2026-03-12").content.decode()
    assert "Registre au 12\u00a0mars 2026" in words
    assert "Facturation clients" in words
    assert "Relance" not in words
    assert "Vasseur Menuiserie" in words
    sheet = browser.get(f"/registre/a-une-date/{march.pk}/?le=2026-03-12").content.decode()
    assert "Établir et suivre les factures." in sheet
    assert "Modifier la fiche" not in sheet


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2999-01-01", "n’est pas encore venu"),
        ("2026-03-11", "gardé depuis le 12\u00a0mars 2026"),
        ("12 mars", "Indiquez un jour"),
        ("", "Indiquez un jour"),
        ("2026-02-30", "Indiquez un jour"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(alice: Person, march: Processing, day: str, words: str) -> None:
    browser = sign_in(alice)
    for address in ("/registre/a-une-date/?le=", "/registre/a-une-date/comparaison/?du="):
        answer = browser.get(f"{address}{day}")
        assert answer.status_code == 200
        assert words in answer.content.decode()
    assert browser.get(f"/registre/a-une-date/{march.pk}/?le={day}").status_code == 302


def test_today_is_the_register_itself(alice: Person, march: Processing) -> None:
    browser, today = sign_in(alice), datetime.now(PARIS).date().isoformat()
    assert browser.get(f"/registre/a-une-date/?le={today}").headers["Location"] == "/registre/"
    assert browser.get(f"/registre/a-une-date/{march.pk}/?le={today}").headers["Location"] == f"/registre/{march.pk}/"


def test_a_sheet_that_was_not_there_yet_says_so(alice: Person, march: Processing) -> None:
    with scope(alice.company):
        late = Processing.objects.of(alice.company).get(number=2)
    words = sign_in(alice).get(f"/registre/a-une-date/{late.pk}/?le=2026-03-12", follow=True).content.decode()
    assert "n’existait pas encore" in words


def test_two_days_are_compared(alice: Person, march: Processing) -> None:
    words = sign_in(alice).get("/registre/a-une-date/comparaison/?du=2026-03-12").content.decode()
    assert "Traitements ajoutés" in words
    assert "Relance" in words
    assert "Autre chose." in words
    assert "Vasseur et fils" in words
    same = sign_in(alice).get("/registre/a-une-date/comparaison/?du=2026-03-12&au=2026-03-13").content.decode()
    assert "Rien n’a changé" in same


def test_a_stranger_reads_nothing_of_it(alice: Person, march: Processing) -> None:
    driss = make_person(make_company("Garage Driss", "garage"), "Driss Amari", "owner")
    browser = sign_in(driss)
    assert browser.get(f"/registre/a-une-date/{march.pk}/?le=2026-03-12").status_code == 404
    assert "Facturation" not in browser.get("/registre/a-une-date/?le=2026-03-12").content.decode()


# --- files ----------------------------------------------------------------------------------------------------------


def test_the_button_asks_for_the_register_of_that_day_and_the_record_says_so(alice: Person, march: Processing) -> None:
    browser = sign_in(alice)
    answer = browser.post("/registre/exports/", {"format": "pdf", "as_on": "2026-03-12"})
    assert answer.status_code == 302
    assert "tel qu’il était au 12\u00a0mars 2026" in browser.get(answer.headers["Location"]).content.decode()
    browser.post("/registre/exports/", {"format": "pdf", "as_on": "2026-03-12"})  # twice: one file
    browser.post("/registre/exports/", {"format": "pdf"})
    assert browser.post("/registre/exports/", {"format": "pdf", "as_on": "2026-03-11"}).status_code == 404
    with scope(alice.company):
        assert [(one.number, one.as_on is None) for one in Export.objects.of(alice.company).order_by("number")] == [(1, False), (2, True)]
        assert "a demandé le registre n°\u00a01, tel qu’il était au 12\u00a0mars 2026 (PDF)" in newest()[1].sentence


@pytest.mark.slow
@pytest.mark.parametrize("form", [Format.JSON, Format.ODS, Format.XLSX, Format.CSV, Format.JSONLD])
def test_each_format_says_what_was_true_then(alice: Person, march: Processing, form: Format, tmp_path: Path) -> None:
    with scope(alice.company):
        moment = past.moment_of(alice.company, DAY, AT)
        export = actions.ask(alice.company, form, by=None, at=AT, as_on=moment)
        before = actions.ask(alice.company, form, by=None, at=AT)
    assert exporting.run(alice.company.pk, before.pk, now=lambda: AT)
    assert exporting.run(alice.company.pk, export.pk, now=lambda: AT)
    made = exporting.path_of(export).read_bytes()
    if form in (Format.JSON, Format.JSONLD, Format.CSV):
        assert "Facturation clients" in made.decode(errors="replace") or "Facturation clients" in made.decode("utf-16", errors="replace")
        assert b"Relance" not in made
    if form == Format.JSON:
        told = json.loads(made)
        assert (told["as_on"], told["company"]["name"]) == ("2026-03-12T23:59:59.999999+01:00", "Vasseur Menuiserie")
    with scope(alice.company):
        export = Export.objects.of(alice.company).get(pk=export.pk)
        assert (export.previous, bool(export.file_sha256)) == (None, True)
        assert "tel qu’il était au 12\u00a0mars 2026" in actions.subject(export).name


@pytest.mark.slow
def test_the_command_writes_the_register_of_a_day(alice: Person, march: Processing, tmp_path: Path) -> None:
    out = tmp_path / "registre.json"
    call_command("export_register", company="vasseur", format="json", on=DAY, out=out)
    assert [sheet["title"] for sheet in json.loads(out.read_bytes())["sheets"]] == ["Facturation clients"]
    with pytest.raises(CommandError, match="gardé depuis le 12/03/2026"):
        call_command("export_register", company="vasseur", format="json", on=DAY - timedelta(days=1), out=out)


def test_the_register_of_now_is_not_called_a_past_one(alice: Person, march: Processing) -> None:
    with scope(alice.company):
        assert past.read(alice.company, None, AT, extent=WHOLE).as_on is None
        assert Permission.objects.of(alice.company).count() == 0

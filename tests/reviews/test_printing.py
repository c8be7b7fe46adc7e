"""The page of a signed review: one page, tagged, with the checkpoint that covers the signature; kept once."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from django.urls import reverse

from accounts.boundary import scope
from ledger import checkpoints
from ledger.enums import Reason
from ledger.keys import KeysUnreadable
from ledger.models import Checkpoint
from ledger.offline.notes import read_note
from ledger.offline.points import short_line
from ledger.queries import line_of, newest
from lib.pdf.check import faults
from lib.pdf.faces import Faces
from lib.pdf.leaf import LeafFailed, Places, printed
from reviews import documents, printing
from reviews.actions.answering import answer
from reviews.actions.signing import sign
from reviews.documents import Minutes, PointLine
from reviews.enums import Verdict
from reviews.models import Paper, Review, SignOff
from reviews.tasks import print_lost
from tests.cast import AT, Person, sign_in
from tests.presses import outside_errors, text_of
from tests.reviews.test_answering import points

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return AT + timedelta(minutes=1)


@pytest.fixture
def signed(week: Review, alice: Person, settings: object, tmp_path: Path) -> Review:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    settings.RECORD_KEYS = tmp_path / "keys" / "record.json"  # type: ignore[attr-defined]
    with scope(week.company):
        first, second = points(week)
        answer(first, Verdict.NORMAL, by=alice.membership, at=AT)
        answer(second, Verdict.UNKNOWN, "Demander à Benoît", by=alice.membership, at=AT)
        sign(week, "Semaine calme", by=alice.membership, at=AT)
    return week


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is printed for good."""
    monkeypatch.setattr(printing, "render", lambda minutes, _where: b"%PDF" + minutes.line.encode())


@pytest.mark.usefixtures("quick")
def test_the_page_is_made_once_under_the_checkpoint_of_its_signature(signed: Review, alice: Person) -> None:
    company = signed.company
    assert printing.run(company.pk, signed.pk, now=now)
    assert not printing.run(company.pk, signed.pk, now=now)
    with scope(company):
        paper, made = Paper.objects.of(company).get(), SignOff.objects.of(company).get()
        note = read_note(made.checkpoint)
        assert note.size > made.seq
        assert bytes(paper.pdf) == b"%PDF" + short_line(note).encode()
        assert paper.sha256 == hashlib.sha256(bytes(paper.pdf)).hexdigest()
        assert newest()[0].sentence.startswith("Le compte rendu de la revue de la semaine")
        assert Checkpoint.objects.filter(company_id=company.pk).count() == 1
    client = sign_in(alice)
    assert paper.sha256 in client.get(reverse("reviews:review", args=[signed.pk])).content.decode()
    sent = client.get(reverse("reviews:paper", args=[signed.pk]))
    assert sent.content == bytes(paper.pdf)
    assert sent.headers["Content-Disposition"] == 'attachment; filename="revue-2026-11-23.pdf"'


@pytest.mark.usefixtures("quick")
def test_without_the_signer_the_page_waits_an_hour_then_says_so(signed: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_keys(*_: object, **__: object) -> None:
        raise KeysUnreadable("x")

    monkeypatch.setattr(printing.sealing, "sign_for", no_keys)
    company = signed.company
    assert not printing.run(company.pk, signed.pk, now=now)
    assert printing.run(company.pk, signed.pk, now=lambda: AT + timedelta(hours=2))
    with scope(company):
        assert SignOff.objects.of(company).get().checkpoint == ""
        assert bytes(Paper.objects.of(company).get().pdf) == b"%PDF"
    monkeypatch.undo()
    with scope(company):
        checkpoints.sign(company.pk, Reason.HOUR, at=AT + timedelta(hours=3))
    assert not printing.run(company.pk, signed.pk, now=lambda: AT + timedelta(hours=3))
    with scope(company):
        assert SignOff.objects.of(company).get().checkpoint.startswith("garde-fou/")
        assert not SignOff.objects.of(company).unfinished().exists()


def test_a_lost_task_is_found_again(signed: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[tuple[str, ...]] = []
    monkeypatch.setattr("reviews.tasks.wake", lambda *words: woken.append(words))
    print_lost()
    assert woken == [("reviews.print", str(signed.company_id), str(signed.pk))]


def test_a_document_tells_what_stands_in_the_rows(signed: Review) -> None:
    with scope(signed.company):
        told = documents.build(signed)
        assert line_of(told.row - 1).act == "review.signed"
    assert (told.company, told.signed_by, told.note) == ("Vasseur Menuiserie", "Alice Martin", "Semaine calme")
    assert told.counted == "1 c’est normal, 1 je ne sais pas"
    assert told.remedies == ("Point 2, se renseigner\u00a0: à faire (Demander à Benoît)",)
    assert [point.verdict for point in told.points] == ["C’est normal", "Je ne sais pas"]
    assert hashlib.sha256(told.data).hexdigest() == told.answers


LONG = "Des mots qui n’en finissent pas, parce que la personne qui relit raconte tout ce qu’elle a vu cette semaine"
WORST = Minutes(
    company="Établissements Dubreuil-Vasseur et Fils, Menuiserie, Charpente et Agencement SARL",
    siren="732\u00a0829\u00a0320",
    name="Revue de la semaine du 25\u00a0décembre 2026 au 1er\u00a0janvier 2027",
    period="du 25\u00a0décembre 2026 à 8\u00a0h au 1er\u00a0janvier 2027 à 8\u00a0h",
    points=tuple(
        PointLine(rank, "Factures fournisseurs", LONG[:90], LONG[:60], verdict, mark, "Marie-Antoinette Delacroix", LONG[:50])
        for rank, (verdict, mark) in enumerate(
            [("C’est normal", "mark-ok"), ("Pas normal", "mark-stop"), ("Je ne sais pas", "mark-off")] * 4, 1
        )
    ),
    counted="4 c’est normal, 4 pas normal, 4 je ne sais pas",
    signed_by="Marie-Antoinette Delacroix",
    signed_at="1er\u00a0janvier 2027 à 09\u00a0h\u00a012",
    note=LONG[:90],
    remedies=tuple(f"Point {rank}, traiter un incident\u00a0: à faire ({LONG[:80]})" for rank in range(1, 6)),
    more_remedies=3,
    answers="0123456789abcdef" * 4,
    row=123_456,
    line="GF1.123456.ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRST.0123ABCD.0F0F",
    made_at=AT,
    data=b'{"points":[]}',
)


@pytest.mark.slow
def test_twelve_long_points_stand_on_one_page_without_a_fault(faces: Faces, tmp_path: Path) -> None:
    out = tmp_path / "revue.pdf"
    where = Places(faces.folder, tmp_path / "cache")
    out.write_bytes(documents.render(WORST, where))
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == 1
        assert str(pdf.docinfo.Title) == f"{WORST.name}\u00a0: compte rendu"
        assert pdf.attachments["reponses.json"].get_file().read_bytes() == WORST.data
    assert faults(out) == []
    assert outside_errors(out) == []
    words = text_of(out)
    for expected in ("Les points relus", "Pas normal", "Suites à donner", "Et 3 de plus", "Pour vérifier cette signature", "GF1.123456."):
        assert expected in words
    assert documents.render(WORST, where) == out.read_bytes()


@pytest.mark.slow
def test_a_press_that_dies_says_so(faces: Faces, tmp_path: Path) -> None:
    leaf = documents.Leaf("<p>", "Titre", "Nous", AT, ("Nous",))
    with pytest.raises(LeafFailed):
        printed(leaf, Places(tmp_path / "nowhere", tmp_path / "cache"))


def test_the_page_of_a_review_nobody_signed_is_not_made(week: Review) -> None:
    assert not printing.run(week.company.pk, week.pk, now=now)
    assert not printing.run(week.company.pk, UUID(int=0), now=now)

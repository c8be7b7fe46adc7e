"""The proof of a review of rights: one page or several, whole words, every thing to do, valid."""

from pathlib import Path

import pikepdf
import pytest

from accounts.boundary import scope
from lib.pdf.check import faults
from lib.pdf.leaf import places
from reviews import printing
from reviews.actions import asking
from reviews.actions.answering import answer
from reviews.actions.keeping import keep_calm
from reviews.actions.signing import sign
from reviews.documents import build, render
from reviews.enums import Verdict
from reviews.models import Review
from reviews.queries.answers import points_of
from tests.cast import AT, Person
from tests.presses import outside_errors, text_of
from tests.reviews.test_many_rights import agent_with

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROOT = Path(printing.__file__).parent.parent
WHY = "Ce droit ne sert plus depuis le départ du client, demandé par la comptable le mois dernier et confirmé par le dirigeant."


def signed(alice: Person, rights: int) -> Review:
    with scope(alice.company):
        review = asking.ask(alice.company, agent_with(alice, "Relance", rights), by=alice.membership, at=AT)
        for point in points_of(review)[: max(1, rights // 10)]:
            answer(point, Verdict.REMOVE, WHY, by=alice.membership, at=AT)
        keep_calm(review, by=alice.membership, at=AT)
        sign(review, by=alice.membership, at=AT)
        return review


@pytest.mark.parametrize(("rights", "fewest", "most"), [(1, 1, 1), (40, 2, 3), (200, 5, 9)])
def test_a_review_of_rights_takes_the_pages_it_needs(alice: Person, tmp_path: Path, rights: int, fewest: int, most: int) -> None:
    review, path = signed(alice, rights), tmp_path / "droits.pdf"
    with scope(alice.company):
        minutes = build(review)
    where = places(ROOT, tmp_path)
    path.write_bytes(render(minutes, where))
    with pikepdf.open(path) as file:
        assert fewest <= len(file.pages) <= most
    assert faults(path) == []
    assert outside_errors(path) == []
    words = " ".join(text_of(path).split())
    assert words.count("confirmé par le dirigeant") >= max(1, rights // 10)
    assert "Et 1" not in words
    assert "sans motif" in words

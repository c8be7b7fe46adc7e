"""Dossiers on the page: asked after a code, followed, taken away after a code; bad days are refused in French."""

import pytest

from accounts.boundary import scope
from evidence import making
from evidence.models import Dossier
from ledger.queries import newest
from tests.cast import AT, Person, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow
def test_an_owner_asks_follows_and_takes_it_away(alice: Person) -> None:
    browser = sign_in(alice)
    answer = browser.post("/preuves/demande/", {"first_on": "2026-01-01", "last_on": "2026-03-01"})
    page = browser.get(answer["Location"])
    assert page.headers["Refresh"] == "2"
    with scope(alice.company):
        dossier = Dossier.objects.get()
    assert making.run(alice.company.pk, dossier.pk, now=lambda: AT)
    page = browser.get(answer["Location"])
    assert "Votre dossier est prêt" in page.content.decode()
    file = browser.get(f"{answer['Location']}fichier/")
    assert file["Content-Disposition"].startswith('attachment; filename="preuves-vasseur-2026-01-01-')
    assert b"".join(file.streaming_content).startswith(b"PK")
    with scope(alice.company):
        told = [line.sentence for line in newest(9)]
    assert any("Alice Martin a téléchargé le dossier de preuves" in one for one in told)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-03-02", "2026-03-01", "Le premier jour vient après le dernier"),
        ("2026-03-01", "2999-01-01", "Ce jour n’est pas encore venu"),
        ("hier", "2026-03-01", "Indiquez un jour"),
        ("", "", "Indiquez un jour"),
    ],
)
def test_bad_days_are_told_and_nothing_is_asked(alice: Person, first: str, last: str, said: str) -> None:
    answer = sign_in(alice).post("/preuves/demande/", {"first_on": first, "last_on": last})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    with scope(alice.company):
        assert not Dossier.objects.exists()

"""A giant body is refused with a sentence before anybody keeps it; a method no page answers is refused too."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import Person, sign_in

FORM, FILE = 1024 * 1024, 6 * 1024 * 1024


@pytest.mark.asvs("V5.2.1")
def test_a_giant_form_is_refused_with_a_sentence(alice: Person) -> None:
    answer = sign_in(alice).post("/compte/", {"name": "a" * FORM})
    assert answer.status_code == 413
    assert "Cet envoi est trop lourd" in answer.content.decode()
    assert answer.headers["Content-Security-Policy"]


@pytest.mark.asvs("V5.2.1")
def test_nobody_fills_the_disk_with_files_before_signing_in(db: None) -> None:
    browser = Client(enforce_csrf_checks=True)
    sent = {"email": SimpleUploadedFile("a.bin", b"a" * FORM)}
    assert browser.post("/connexion/", sent).status_code == 413


@pytest.mark.parametrize(("size", "code"), [(FILE - 4096, 200), (FILE, 413)])
def test_a_register_may_weigh_what_the_page_says(alice: Person, size: int, code: int) -> None:
    answer = sign_in(alice).post("/registre/import/", {"register": SimpleUploadedFile("registre.ods", b"a" * size)})
    assert answer.status_code == code
    assert "5\u00a0Mio" in answer.content.decode()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.asvs("V13.4.4")
def test_no_page_answers_another_method(alice: Person, method: str) -> None:
    browser = sign_in(alice)
    assert {browser.generic(method, path).status_code for path in ("/", "/agents/", "/compte/")} == {405}

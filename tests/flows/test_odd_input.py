"""What is typed is taken once, as typed: nothing is decoded twice, no pattern is obeyed, no number is out of range, no key counts twice."""

import inspect
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from tests.cast import Person, sign_in
from tests.guards.sources import MODULES, ROOT

ENCODED = ["%2527", "&amp;lt;b&amp;gt;", "%25252e%252e%252f", "&#38;lt;", "\\u003cscript\\u003e", "=C3=A9", "{{ 7 }}"]
PATTERNS = ["(a+)+$", "[", "(?P<", "\\", "%", "_", "a" * 30 + "!", "^(([a-z])+.)+[A-Z]([a-z])+$", "*", "'; drop table x; --"]
NUMBERS = ["-1", "NaN", "1e309", str(10**30), "0x10", "٣", "1,5", "1.5", "--1", "1_000", " ", "+-2", str(2**31), str(2**63)]
SEARCHED = ["inventory:agents", "register:register", "inventory:company_accounts", "inventory:clients", "inventory:declare"]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
ODD_FILES = [("logo.svg", SVG), ("registre.ods", SVG), ("agents.xlsx", b"MZ" + bytes(400)), ("page.pdf", b"<html><script>")]
UPLOADS = {"/registre/import/": "register", "/agents/import/": "agents"}


@pytest.mark.asvs("V1.1.1")
@pytest.mark.parametrize("typed", ENCODED)
def test_what_is_typed_is_decoded_once(alice: Person, typed: str) -> None:
    browser = sign_in(alice)
    assert browser.post("/compte/", {"name": typed}).status_code == 302
    assert User.objects.get(pk=alice.user.pk).name == typed


@pytest.mark.asvs("V1.2.9", "V1.2.4")
@pytest.mark.parametrize(
    "place", ["inventory:agents", "register:register", "inventory:company_accounts", "inventory:clients", "inventory:declare"]
)
def test_a_search_is_words_and_not_a_pattern(alice: Person, place: str) -> None:
    browser = sign_in(alice)
    for typed in PATTERNS:
        assert browser.get(reverse(place), {"q": typed}).status_code == 200, (place, typed)


def numeric_fields() -> dict[str, forms.IntegerField]:
    """But for those whose bounds a method of the form knows."""
    found = {}
    for path in MODULES:
        if path.parts[-2] == "forms" or "forms" in path.name:
            module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            for name, form in inspect.getmembers(module, inspect.isclass):
                if issubclass(form, forms.BaseForm):
                    fields = getattr(form, "base_fields", {}).items()
                    found |= {
                        f"{name}.{key}": field
                        for key, field in fields
                        if isinstance(field, forms.IntegerField) and not hasattr(form, f"clean_{key}")
                    }
    return found


@pytest.mark.asvs("V1.4.2")
def test_a_number_out_of_range_is_refused_in_words() -> None:
    fields = numeric_fields()
    assert fields
    for name, field in fields.items():
        assert field.min_value is not None, name
        assert field.max_value is not None, name
        assert field.max_value <= 2**53, name
        for typed in NUMBERS:
            try:
                taken = field.clean(typed)
            except forms.ValidationError:
                continue
            assert taken is None or field.min_value <= taken <= field.max_value, (name, typed)


@pytest.mark.asvs("V15.3.7")
def test_of_a_field_sent_twice_the_last_counts(alice: Person) -> None:
    browser = sign_in(alice)
    browser.post("/compte/", {"name": ["Alice Premier", "Alice Second"]})
    assert User.objects.get(pk=alice.user.pk).name == "Alice Second"
    assert browser.get("/agents/?q=a&q=b&page=1&page=2").status_code == 200


@pytest.mark.asvs("V1.3.4", "V5.2.2", "V5.3.1")
@pytest.mark.parametrize(("name", "content"), ODD_FILES)
@pytest.mark.parametrize("place", UPLOADS)
def test_a_drawing_or_a_program_is_no_register(alice: Person, place: str, name: str, content: bytes, tmp_path: Path, settings) -> None:
    settings.DATA_DIR = tmp_path
    answer = sign_in(alice).post(place, {UPLOADS[place]: SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert list(tmp_path.rglob("*.*")) == []

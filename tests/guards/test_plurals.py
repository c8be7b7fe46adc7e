"""French counts 0 as one: the catalogue holds every plural of the code and is compiled."""

import re
from pathlib import Path

import pytest
from django.utils.translation import ngettext, override

from governance.catalogue import SOURCE, compile_plurals

ROOT = Path(__file__).parent.parent.parent
ENTRY = re.compile(r'^msgid "(?P<one>.*)"\nmsgid_plural "(?P<many>.*)"$', re.MULTILINE)


@pytest.mark.parametrize(("number", "is_plural"), [(0, False), (1, False), (2, True)])
def test_zero_is_singular_in_every_sentence(number: int, is_plural: bool) -> None:
    compile_plurals()
    entries = ENTRY.findall(SOURCE.read_text(encoding="utf-8"))
    assert len(entries) > 5
    with override("fr"):
        wrong = [one for one, many in entries if ngettext(one, many, number) != (many if is_plural else one)]
    assert wrong == []


def test_no_plural_of_a_template_is_missing_from_the_catalogue() -> None:
    written = SOURCE.read_text(encoding="utf-8")
    plural = re.compile(r"{% blocktranslate [^%]*count[^%]*%}(.*?){% plural %}", re.DOTALL)
    missing = []
    for path in (ROOT / "templates").rglob("*.html"):
        for one in plural.findall(path.read_text(encoding="utf-8")):
            words = re.sub(r"{{ *(\w+) *}}", r"%(\1)s", one)
            if words.replace('"', '\\"') not in written and " ".join(words.split()) not in written:
                missing.append(f"{path.name}: {one}")
    assert missing == [], "run: .venv/bin/python manage.py make_plurals"

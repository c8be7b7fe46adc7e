"""The published vectors: what the client and the server compute is the same, or a person approves one thing and another is done."""

import json
import unicodedata
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from lib import canonical
from lib.strict_json import NotStrict, loads
from tests.adapters.client import garde_fou

PUBLISHED = json.loads((Path(__file__).resolve().parents[2] / "docs" / "dev" / "digest-vectors.json").read_text())
vectors = pytest.mark.parametrize("vector", PUBLISHED["vectors"], ids=lambda vector: vector["name"])
refused = pytest.mark.parametrize("vector", PUBLISHED["refused"], ids=lambda vector: vector["name"])


@vectors
def test_the_server_computes_what_is_published(vector: dict[str, Any]) -> None:
    sent = loads(json.dumps(vector["action"]).encode())
    assert canonical.encode(sent).decode() == vector["canonical"]
    assert sha256(canonical.encode(sent)).hexdigest() == vector["digest"]


@vectors
def test_the_client_computes_what_is_published(vector: dict[str, Any]) -> None:
    assert garde_fou.canonical(vector["action"]).decode() == vector["canonical"]
    assert garde_fou.digest(vector["action"]) == vector["digest"]


@refused
def test_both_refuse_what_has_two_spellings(vector: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        garde_fou.digest(json.loads(vector["json"]))
    with pytest.raises((NotStrict, canonical.NotCanonical)):
        canonical.encode(loads(vector["json"].encode()))


def test_the_client_sends_one_spelling_of_accents() -> None:
    apart = unicodedata.normalize("NFD", "Société Générale")
    assert garde_fou.canonical({"payee": apart}) == garde_fou.canonical({"payee": "Société Générale"})
    with pytest.raises(TypeError):
        garde_fou.canonical({"é": 1, unicodedata.normalize("NFD", "é"): 2})


@pytest.mark.parametrize("value", [1.0, float("nan"), {"x": [1.5]}, {1: "x"}, b"x", {"x"}, 2**60])
def test_the_client_refuses_what_is_not_text_integer_list_or_object(value: Any) -> None:
    with pytest.raises(TypeError):
        garde_fou.canonical(value)

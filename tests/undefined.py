"""A template that names a variable nobody gave fails its test; `{{ label|default:"…" }}` and `{% if label %}` may."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.template import engines
from django.template.base import FilterExpression
from django.template.defaultfilters import default


class Undefined(str):
    """Takes the place of `string_if_invalid`: Django asks whether it holds %s, then fills in the variable's name."""

    met: list[str]

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, name: object) -> str:
        self.met.append(str(name))
        return ""


@pytest.fixture(autouse=True)
def no_undefined_variable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    engine, resolve, marker = engines["django"].engine, FilterExpression.resolve, Undefined("undefined")
    marker.met = []

    def resolved(self: FilterExpression, context: Any, ignore_failures: bool = False) -> Any:
        has_default = any(function is default for function, _ in self.filters)
        engine.string_if_invalid = "" if has_default else marker
        return resolve(self, context, ignore_failures)

    monkeypatch.setattr(FilterExpression, "resolve", resolved)
    monkeypatch.setattr(engine, "string_if_invalid", marker)
    yield
    assert sorted(set(marker.met)) == [], "undefined in a template"

"""From an act to its French sentence. Each app registers the sentences of its own acts when it starts."""

from collections.abc import Mapping, Sequence
from typing import Any

_SENTENCES: dict[str, str] = {"erased": "Contenu effacé selon la règle de conservation", "erased_early": "Contenu effacé avant son terme"}


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def register(acts: Mapping[str, str]) -> None:
    """act -> template with {by}, {subject}, {second} and the keys of its detail."""
    _SENTENCES.update(acts)


def known() -> frozenset[str]:
    """Every act that has a sentence."""
    return frozenset(_SENTENCES)


def templates() -> dict[str, str]:
    """act -> sentence, to go with an export."""
    return dict(_SENTENCES)


def sentence(act: str, by: str, subjects: Sequence[str], detail: Mapping[str, Any]) -> str:
    """An act nobody registered (an app that was removed) is shown by its technical name, never hidden."""
    template = _SENTENCES.get(act, "{by} : {act}")
    words = _Blank({key: str(value) for key, value in detail.items()})
    subject = subjects[0] if subjects else ""
    words.update(by=by, act=act, subject=subject, second=subjects[1] if len(subjects) > 1 else "")
    return template.format_map(words)

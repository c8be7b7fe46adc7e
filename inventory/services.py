"""Services that agents sign in to, and how an access is taken back in each. A suggestion, never a closed list."""

from collections.abc import Iterator

from lib.vocabulary import Term, vocabulary


def names() -> list[str]:
    """For the suggestions under the field."""
    return [term.label for term in vocabulary("services").values()]


def known(service: str) -> Term | None:
    """The known service a name speaks of: its own name first, then one of its words."""
    wanted = service.strip().lower()
    exact = next((term for term in _terms() if term.label.lower() == wanted), None)
    return exact or next((term for term in _terms() if any(word in wanted for word in term.extra["mots"])), None)


def revoke_advice(service: str) -> str:
    """How to take an access back; empty for a service we do not know."""
    term = known(service)
    return term.explanation if term else ""


def _terms() -> Iterator[Term]:
    yield from vocabulary("services").values()

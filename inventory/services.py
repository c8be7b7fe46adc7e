"""Services that agents sign in to, and how an access is taken back in each. A suggestion, never a closed list."""

from collections.abc import Iterable

from inventory.rules.overlay import OURS, CompanyTerm, CompanyWords
from lib.words import folded

NAME = "services"


def names(words: CompanyWords = OURS, noted: Iterable[str] = ()) -> list[str]:
    """For the suggestions under the field: the company's list, then what it typed in accounts already."""
    listed = {folded(term.label): term.label for term in words.offered(NAME).values()}
    return [*listed.values(), *sorted({name for name in noted if folded(name) not in listed}, key=folded)]


def known(service: str, words: CompanyWords = OURS) -> CompanyTerm | None:
    """The service a name speaks of: its own name first, then one of its words."""
    if exact := words.term(NAME, words.code_of(NAME, service)):
        return exact
    return next((term for term in words.terms(NAME).values() if any(word in service.lower() for word in term.extra.get("mots", ()))), None)


def revoke_advice(service: str, words: CompanyWords = OURS) -> str:
    """How to take an access back; empty for a service we do not know."""
    term = known(service, words)
    return term.explanation if term else ""

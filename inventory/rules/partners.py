"""A joint controller or a client on one line of text, « Mairie de Lyon, 1 place de la Comédie », and back."""

from collections.abc import Iterable

NAME_LIMIT = 200  # characters of a client's name


def partners_in(text: str) -> list[tuple[str, str]]:
    """(name, contact) of each line: the name is what stands before the first comma. Nothing is lost, no name comes twice."""
    found: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, _, contact = (part.strip() for part in line.partition(","))
        if not name or len(name) > NAME_LIMIT:
            name, contact = line[:NAME_LIMIT].strip(), line[NAME_LIMIT:].strip()
        found[name] = found.get(name) or contact
    return list(found.items())


def partners_text(partners: Iterable[tuple[str, str]]) -> str:
    """One line each, as `partners_in` reads them."""
    return "\n".join(", ".join(filter(None, (name, *contact.splitlines()))) for name, contact in partners)

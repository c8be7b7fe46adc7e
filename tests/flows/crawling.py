"""Walk the site as a browser would: follow every link, read every form. Knows HTML, not the product."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

from django.test import Client

WRITTEN = frozenset({"text", "textarea", "search", "email", "tel", "url", "password"})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


@dataclass
class Field:
    """A field, and an answer that it accepts (as far as one can see from outside)."""

    name: str
    sort: str
    value: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """Where a form goes and what it asks."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[str, ...]:
        """The same page twice has the same shape."""
        return (self.action, *sorted(self.fields))

    def answers(self) -> dict[str, str]:
        return {one.name: one.value for one in self.fields.values() if one.sort != "file"}


class Page(HTMLParser):
    """Links, forms and every tag of one page."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address, self.html = address, html
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self._form: Form | None = None
        self._area = self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.tags.append((tag, told))
        if tag == "a" and "href" in told:
            self.links.append(urldefrag(urljoin(self.address, told["href"]))[0])
        elif tag == "form":
            self._form = Form(urldefrag(urljoin(self.address, told.get("action", "")))[0], told.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form and "name" in told:
            self._ask(self._form, tag, told)
        elif self._form and tag == "option" and self._select:
            self._choose(self._form.fields[self._select], told.get("value", ""), "selected" in told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._form and self._area:
            self._form.fields[self._area].value += data

    def _ask(self, form: Form, tag: str, told: dict[str, str]) -> None:
        name = told["name"]
        sort = told.get("type", "text") if tag == "input" else tag
        if sort in ("submit", "button"):
            button = form.fields.setdefault(name, Field(name, "submit"))
            button.value = button.value or told.get("value", "")  # the first of them
            return
        asked = form.fields.setdefault(name, Field(name, sort))
        if sort in ("radio", "checkbox"):
            self._choose(asked, told.get("value", "on"), "checked" in told)
        elif tag == "input":
            asked.value = told.get("value", "")
        self._area = name if tag == "textarea" else self._area
        self._select = name if tag == "select" else self._select

    @staticmethod
    def _choose(asked: Field, value: str, is_chosen: bool) -> None:
        asked.choices.append(value)
        asked.value = value if is_chosen or not asked.value else asked.value


def walk(client: Client, *starts: str, limit: int = 400) -> Iterator[Page]:
    """Every page one reaches by links from these, each once; what is not HTML is not read."""
    waiting, seen = list(starts), set(starts)
    while waiting and len(seen) < limit:
        address = waiting.pop(0)
        answer = client.get(address, follow=True)
        assert answer.status_code < 500, address
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        page = Page(answer.request["PATH_INFO"], answer.content.decode())
        yield page
        for link in page.links:
            if link.startswith("/") and link not in seen and "/static/" not in link:
                seen.add(link)
                waiting.append(link)

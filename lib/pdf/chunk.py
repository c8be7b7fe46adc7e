"""One chunk of a document: HTML to a tagged PDF fragment, ready to be joined to others. Knows nothing of its neighbours.

The Python work on tags is done here, in WeasyPrint's public `finisher` hook, on objects still in memory: through pikepdf, after
joining, the same work costs ten times more. A fragment is a valid PDF, less what exists once in the whole file: fonts, footers,
bookmarks, named destinations, metadata, attachment.
"""

import gc
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from lib.pdf.faces import FAMILY, Faces
from lib.pdf.tags import Tags
from lib.pdf.words import spell

LINK = "gf:"  # href="gf:RT-0004" leads to an anchor that may stand in another chunk
META = "/GFMeta"
PICA = 0.75  # CSS pixels to points
PACK_HTML = '<!doctype html><html lang="fr"><head><title>Police</title></head><body><p>a<b>b</b></p></body></html>'


class BundledOnly(URLFetcher):  # type: ignore[misc]
    """Serves our faces and inline pictures, and nothing else: no field of a sheet can make this machine read a file or call a server."""

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__()
        self.allowed = allowed

    def fetch(self, url: str, headers: Any = None) -> Any:
        if url.startswith("data:image/svg+xml,") or url in self.allowed:
            return super().fetch(url, headers)
        raise ValueError("refused")


class Renderer:
    """Fonts and stylesheet are read once for many chunks."""

    def __init__(self, faces: Faces, css: str) -> None:
        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
        uris = {path.as_uri(): weight for weight, path in faces.paths()}
        rules = "".join(f'@font-face{{font-family:{FAMILY};font-weight:{weight};src:url("{uri}")}}' for uri, weight in uris.items())
        self.fonts = FontConfiguration()
        self.fetcher = BundledOnly(frozenset(uris))
        self.css = CSS(string=rules + css, font_config=self.fonts, url_fetcher=self.fetcher)

    def render(self, html: str, *, contents: bool = False) -> bytes:
        """The fragment. `contents`: its lists are tables of contents."""
        fragment, missing = self._once(html, contents)
        return self._once(spell(html, missing), contents)[0] if missing else fragment

    def pack(self) -> bytes:
        """The fragment that supplies the whole faces to all the others."""
        return self._write(PACK_HTML, lambda fragment: fragment.finish(keep_fonts=True), full_fonts=True)

    def _once(self, html: str, contents: bool) -> tuple[bytes, set[str]]:
        missing: set[str] = set()

        def finish(fragment: "Fragment") -> None:
            missing.update(fragment.missing())
            fragment.finish(contents=contents)

        return self._write(html, finish), missing

    def _write(self, html: str, finish: Any, **options: Any) -> bytes:
        with _collector_off():
            document = HTML(string=html, url_fetcher=self.fetcher).render(stylesheets=[self.css], font_config=self.fonts)
            finisher = lambda rendered, pdf: finish(Fragment(rendered, pdf))  # noqa: E731
            written: bytes = document.write_pdf(finisher=finisher, pdf_tags=True, **options)
            return written


@contextmanager
def _collector_off() -> Iterator[None]:
    """The box tree is one heap of cycles: collecting it while it grows costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Fragment:
    """A rendered chunk still in memory: WeasyPrint's document and the objects of its PDF."""

    def __init__(self, document: Any, pdf: Any) -> None:
        self.document, self.pdf = document, pdf
        self.pages = [self.get(reference) for reference in pdf.page_references]

    def get(self, reference: Any) -> Any:
        return self.pdf.objects[int(reference.split()[0])]

    def missing(self) -> set[str]:
        """The characters that no font of this machine can draw."""
        return {chr(code) for font in self.document.fonts.values() for code in font.missing}

    def finish(self, *, contents: bool = False, keep_fonts: bool = False) -> None:
        for page in self.pages:
            self._finish_page(page)
        Tags(self).rebuild(contents=contents)
        self.pdf.catalog[META[1:]] = pydyf.String(json.dumps(self._meta()))
        resources = self.get(self.pages[0]["Resources"])
        resources.pop("ColorSpace", None)
        if not keep_fonts:
            self._drop_fonts(self.get(resources["Font"]))
        for key in ("Outlines", "Names"):
            self.pdf.catalog.pop(key, None)
        self.pdf.info.clear()

    def _finish_page(self, page: Any) -> None:
        stream = self.get(page["Contents"]).stream
        stream.insert(0, b"q")  # so that a footer can be appended in plain coordinates
        stream.append(b"Q")
        for key in ("TrimBox", "BleedBox"):
            page.pop(key, None)
        for reference in page.get("Annots", ()):
            _finish_link(self.get(reference))

    def _meta(self) -> dict[str, Any]:
        """What the join needs for bookmarks, destinations and footers without reading page streams."""
        anchors, bookmarks = [], []
        for number, page in enumerate(self.document.pages):
            for name, (x, y, *_) in page.anchors.items():
                anchors.append([name, number, *_place(page, x, y)])
            for level, label, (x, y, *_), _state in page.bookmarks:
                bookmarks.append([level, label, number, *_place(page, x, y)])
        return {"pages": len(self.pages), "anchors": anchors, "bookmarks": bookmarks}

    def _drop_fonts(self, fonts: Any) -> None:
        """Our own faces come back from the pack; a fallback face for a rare character stays in its chunk."""
        for key, reference in list(fonts.items()):
            font = self.get(reference)
            name = font["BaseFont"]
            if FAMILY.encode() not in (name if isinstance(name, bytes) else name.encode()):
                continue
            child = self.get(font["DescendantFonts"][0])
            descriptor = self.get(child["FontDescriptor"])
            for stream in (self.get(descriptor["FontFile2"]), self.get(font["ToUnicode"])):
                stream.stream, stream.extra = [], {}
            for emptied in (descriptor, child, font):
                emptied.clear()
            del fonts[key]


def _place(page: Any, x: float, y: float) -> tuple[float, float]:
    return round(x * PICA, 2), round((page.height - y) * PICA, 2)


def _finish_link(annotation: Any) -> None:
    annotation["F"] = 4  # printed: PDF/A asks for it
    uri = annotation.get("A", {}).get("URI")
    if uri is None:
        return
    words = "Ouvrir " + uri.string
    if uri.string.startswith(LINK):
        name = uri.string[len(LINK) :]
        del annotation["A"]
        annotation["Dest"] = pydyf.String(name)
        words = "Aller à la page de " + name
    annotation["Contents"] = pydyf.String(words)

"""« À propos » : the version, and what the product is made of, read from the pins and from the installed packages themselves."""

from functools import lru_cache
from importlib.resources import files

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import open_page
from governance.bill import Part
from governance.bill import parts as listed


@open_page
def page(request: HttpRequest) -> HttpResponse:
    """Versions are for those who are signed in: a visitor learns none of which a flaw may be known."""
    ours, others = parts()
    knows = bool(getattr(request, "membership", None))
    context = {"version": settings.VERSION, "parts": ours, "others": others, "knows": knows, "section": "about"}
    return render(request, "governance/about.html", context | {"font_licence": font_licence()})


def parts() -> tuple[list[Part], list[Part]]:
    """Those we ask for, and those they ask for in turn. A real PostgreSQL needs no embedded one, for example."""
    here = [part for part in listed() if part.is_here]
    return [part for part in here if part.is_ours], [part for part in here if not part.is_ours]


@lru_cache
def font_licence() -> str:
    return (files("fontpkg_hanken_grotesk") / "LICENSE").read_text("utf-8")

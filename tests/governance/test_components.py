"""The parts every page is made of: what they write, and what they never let through."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import lucide
import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone
from lucide import IconDoesNotExist

from governance import specimens
from governance.templatetags import gf
from governance.views import components
from lib.choices import Hinted
from lib.duties import Duty

HOSTILE = '<script>alert("é")</script>'


class NameForm(forms.Form):
    name = forms.CharField(label="Son nom", help_text="Celui de tous les jours.")
    note = forms.CharField(label="Une remarque", required=False)


class ReachForm(forms.Form):
    reach = forms.ChoiceField(
        label="Que peut-il ?", choices=[("a", Hinted("Rien", "Il prépare.")), ("b", "Tout")], widget=forms.RadioSelect
    )


def drawn(template: str, **context: object) -> str:
    request = RequestFactory().get("/?q=morel&page=2")
    request.at = datetime(2026, 11, 23, 8, 12, tzinfo=UTC)
    return engines["django"].from_string(template).render(context, request)


def test_an_icon_is_decoration_only() -> None:
    svg = drawn('{% icon "hand" 22 %}')
    assert 'aria-hidden="true"' in svg
    assert 'width="22"' in svg


@pytest.mark.parametrize(("name", "css"), [("hand", ""), ("octagon-alert", "big"), ("chevron-right", "")])
def test_an_icon_is_drawn_as_lucide_draws_it(name: str, css: str) -> None:
    told = {"aria_hidden": "true", "focusable": "false", "class": f"icon {css}".strip()}
    assert gf.icon(name, 22, css) == lucide._render_icon(name, 22, **told)


def test_an_icon_that_does_not_exist_is_refused() -> None:
    with pytest.raises(IconDoesNotExist):
        gf.icon("no-such-thing")


def test_an_icon_that_does_not_exist_never_breaks_an_owner_s_page(settings) -> None:
    settings.SHOW_COMPONENTS = False
    assert gf.icon("no-such-thing") == gf.icon(gf.UNKNOWN)


@pytest.mark.parametrize("tone", gf.SHAPES)
def test_a_state_is_a_colour_a_shape_and_words(tone: str) -> None:
    html = drawn("{% pill tone %}Tout va bien{% endpill %}", tone=tone)
    assert f"tone-{tone}" in html
    assert "<svg" in html
    assert "Tout va bien" in html


def test_each_state_has_a_shape_of_its_own() -> None:
    assert len(set(gf.SHAPES.values())) == len(gf.SHAPES)


@pytest.mark.parametrize("template", ["{% pill 'ok' %}{{ words }}{% endpill %}", "{% note 'ok' words %}<p>{{ words }}</p>{% endnote %}"])
def test_words_of_a_stranger_are_shown_not_run(template: str) -> None:
    html = drawn(template, words=HOSTILE)
    assert "<script>" not in html
    assert "&amp;lt;" not in html


def test_a_field_ties_its_hint_and_its_error_to_the_input() -> None:
    html = drawn("{% field form.name %}", form=NameForm({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "facultatif" in drawn("{% field form.note %}", form=NameForm())
    assert "facultatif" not in drawn("{% field form.name %}", form=NameForm())


def test_a_refused_form_leads_to_each_mistake() -> None:
    html = drawn("{{ form }}", form=NameForm({}))
    assert 'role="alert"' in html
    assert 'href="#id_name"' in html
    assert "Son nom" in html


def test_the_mistake_of_a_choice_leads_to_its_group() -> None:
    html = drawn("{{ form }}", form=ReachForm({}))
    assert 'href="#id_reach"' in html
    assert '<fieldset class="field" id="id_reach"' in html


def test_an_answer_is_a_card_with_its_own_explanation() -> None:
    html = drawn("{% field form.reach %}", form=ReachForm())
    assert "<small>Il prépare.</small>" in html
    assert html.count('type="radio"') == 2


def test_a_label_with_an_explanation_is_still_a_string() -> None:
    label = Hinted("Rien", "Il prépare.")
    assert label == "Rien"
    assert label.hint == "Il prépare."


def test_only_the_first_thing_to_do_has_the_solid_button() -> None:
    html = drawn("{% tasks duties %}", duties=specimens.DUTIES)
    assert html.count('class="button"') == 1
    assert html.count('class="button second"') == len(specimens.DUTIES) - 1


def test_what_is_due_today_or_late_is_urgent() -> None:
    late = Duty("stop", "hand", "Répondre", "Il attend.", date(2026, 11, 20), 2, "/", "Voir")
    html = drawn("{% tasks duties %}", duties=[late])
    assert 'class="urgent"' in html
    assert "En retard depuis le 20" in html


def test_a_long_list_keeps_what_was_asked_from_page_to_page() -> None:
    html = drawn("{% pager page %}", page=Paginator(range(57), 20).page(2))
    assert 'href="?q=morel&amp;page=1"' in html
    assert 'href="?q=morel&amp;page=3"' in html


def test_a_short_list_has_no_pages() -> None:
    assert drawn("{% pager page %}", page=Paginator(range(3), 20).page(1)).strip() == ""


def test_progress_is_said_in_words_too() -> None:
    html = drawn('{% progress 2 5 "points relus" %}')
    assert "2 points relus sur 5" in html
    assert 'value="2" max="5"' in html


@pytest.mark.parametrize(("name", "letters"), [("Claire Vasseur", "CV"), ("Élise", "É"), ("Jean de La Fontaine", "JF"), ("", "")])
def test_initials(name: str, letters: str) -> None:
    assert gf.initials(name) == letters


@pytest.mark.parametrize("template", ["money_eur", "money_short", "day", "short_day", "weekday", "clock", "moment"])
def test_nothing_is_written_of_what_is_not_known(template: str) -> None:
    assert drawn("{{ value|" + template + " }}", value=None) == ""


def test_a_moment_is_told_in_the_active_time_zone() -> None:
    with timezone.override("Europe/Paris"):
        html = drawn("{{ at|clock }} / {{ at|day }} / {{ at|moment:request.at }}", at=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    assert html.replace("\u00a0", " ") == "00 h 30 / 23 novembre 2026 / aujourd’hui à 00 h 30"


def test_the_living_page_shows_every_component() -> None:
    request = RequestFactory().get("/composants/")
    request.at, request.membership = specimens.NOW, None
    html = components.page(request).content.decode()
    for mark in ("tasks", "agent-card", "pill", "note", "rights", "timeline", "choices", "summary", "error-summary", "progress", "pager"):
        assert f'class="{mark}' in html or f" {mark}" in html, mark


def test_a_visitor_who_is_not_signed_in_sees_the_brand_alone() -> None:
    request = RequestFactory().get("/")
    request.at, request.membership, request.user = specimens.NOW, None, SimpleNamespace(name="")
    html = components.question(request).content.decode()
    assert "Garde-fou" in html
    assert "Arrêt d’urgence" not in html


def test_who_looks_after_several_companies_always_sees_which_one() -> None:
    request = RequestFactory().get("/")
    request.membership, request.company, request.companies = (
        SimpleNamespace(),
        SimpleNamespace(name="Vasseur Menuiserie"),
        [("a", "A"), ("b", "B")],
    )
    line = engines["django"].get_template("components/company_line.html")
    assert "Vasseur Menuiserie" in line.render({}, request)
    request.companies = [("a", "A")]
    assert line.render({}, request).strip() == ""


def test_a_page_that_has_its_solid_button_keeps_the_rows_outlined() -> None:
    html = drawn("{% tasks duties is_first_solid=False %}", duties=specimens.DUTIES)
    assert 'class="button"' not in html

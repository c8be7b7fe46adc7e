"""Our own pages become HTML; whatever else stands in them is text."""

import pytest

from lib.plain_markdown import title, to_html


def html(text: str) -> str:
    return str(to_html(text, lambda name: f"/aide/{name}/"))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Une ligne\nqui continue.", "<p>Une ligne qui continue.</p>"),
        ("## Titre", "<h2>Titre</h2>"),
        ("### Plus petit\nTexte", "<h3>Plus petit</h3>\n<p>Texte</p>"),
        ("- un\n- deux\n  et demi", '<ul class="bullets"><li>un</li><li>deux et demi</li></ul>'),
        ("1. un\n2. deux", '<ol class="numbered"><li>un</li><li>deux</li></ol>'),
        ("```\nmake run\n\nmake demo\n```", "<pre><code>make run\n\nmake demo</code></pre>"),
        ("> Attention", '<div class="note tone-info"><div><p>Attention</p></div></div>'),
        ("Tapez `make run` **ici**.", "<p>Tapez <code>make run</code> <strong>ici</strong>.</p>"),
        ("[Page](mettre-en-ligne.md)", '<p><a href="/aide/mettre-en-ligne/">Page</a></p>'),
        ("[Site](https://exemple.fr)", '<p><a href="https://exemple.fr">Site</a></p>'),
        ("![Image](images/x.png)Suite", "<p>Suite</p>"),
    ],
)
def test_the_marks_we_write_are_known(text: str, made: str) -> None:
    assert html(text) == made


def test_a_table_has_heads_for_its_columns() -> None:
    made = html("| Nom | Effet |\n|---|---|\n| `A` | un |")
    assert '<th scope="col">Nom</th>' in made
    assert "<td><code>A</code></td><td>un</td>" in made


@pytest.mark.parametrize("text", ["<script>x</script>", "**<b onclick=x>**", "`<i>`", "[<u>](https://x)", "| <td> |\n|---|\n| <hr> |"])
@pytest.mark.asvs("V1.3.5")
def test_nothing_else_becomes_a_tag(text: str) -> None:
    made = html(text)
    for tag in ("<script", "<b ", "<i>", "<u>", "<td> ", "<hr"):
        assert tag not in made


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "http://exemple.fr", "//exemple.fr", "/etc/passwd", "../../x.md"]
)
@pytest.mark.asvs("V1.3.5")
def test_an_address_we_would_not_write_is_left_as_words(address: str) -> None:
    assert "<a " not in html(f"[mots]({address})")


def test_the_first_title_is_the_page_s() -> None:
    assert title("# Mettre en ligne\n\nTexte") == "Mettre en ligne"
    assert html("# Mettre en ligne\n\nTexte") == "<p>Texte</p>"


def test_a_thousand_titles_are_a_thousand_titles() -> None:
    assert html("x\n" + "## a\n" * 5000).count("<h2>") == 5000


@pytest.mark.parametrize("text", ["|", "|---|", "||||", "|---|\n|---|", "| - |\n| a |", "> ", "```", "1. a\n|"])
def test_a_table_without_a_head_is_shown_as_it_was_typed(text: str) -> None:
    assert to_html(f"Avant\n\n{text}\n\nAprès", str).endswith("<p>Après</p>" if text != "```" else "</code></pre>")


@pytest.mark.parametrize("text", ["[" * 20_000, "![" * 10_000, "[a](" * 5_000, "**a" * 6_000, "[a" * 10_000 + "]"])
def test_marks_without_end_are_words(text: str) -> None:
    assert len(to_html(text, str)) >= len(text)

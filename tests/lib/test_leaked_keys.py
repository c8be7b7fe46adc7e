"""What looks like a key or a password, and what does not: the shapes of the services, and the words of an owner."""

import re
import time

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from accounts.forms.fields import Line
from inventory.forms.fields import NoSecretWords, Words
from lib.leaked_keys import (
    IBAN,
    KNOWN,
    MASK,
    SAID,
    TOKEN,
    UUID,
    _is_random,
    _is_wordy,
    _may_be_known,
    _runs,
    _without,
    all_masked,
    is_iban,
    is_key,
    is_suspect,
    looks_like_secret,
    masked,
)

# Shapes of keys, made up here: none of them opens anything. Cut in two, so that no scanner takes this file for a leak.
KEYS = {
    "Anthropic": "sk-ant-" + "Ab3dE6gH9jK2mN5p",
    "Stripe": "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "GitHub": "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345",
    "Amazon": "AKIA" + "IOSFODNN7EXAMPLE",
    "Amazon, the secret": "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY1",
    "Slack": "xoxb-" + "123456789012-abcdefABCDEF",
    "Hugging Face, in a sentence": "notre clé : hf_" + "abcdefghijklmnopqrstuvwxyz",
    "PEM": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "PEM of OpenSSH": "-----BEGIN " + "OPENSSH PRIVATE KEY-----",
    "database address": "postgres://alice:" + "tresor@db.exemple.fr/x",
    "basic auth": "https://agent:" + "motdepasse@n8n.exemple.fr/webhook",
    "Redis without a name": "redis://:" + "motdepasse@cache:6379/0",
    "Basic header": "Authorization: Basic " + "YWdlbnQ6bW90ZGVwYXNzZQ==",
    "Bearer header": "Bearer " + "abc123def456ghi789",
    "JWT": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0",
    "hexadecimal": "d41d8cd98f00b204" + "e9800998ecf8427e",
    "no prefix": "zX9" + "kQ2vLm7Rt4Yw8Ub3Nc6Hd1Jf5Gs",
    "Cloudflare, no prefix": "X7kq_Rw2-Vb9Lm4" + "TzP0sNc8HyD3fGj6UaQ1eK5oB",
    "Cloudflare, scannable": "cfut_" + "Ab3dE6gH9jK2mN5pQ8rS1tU4",
    "Cloudflare, the whole account": "c2547eb745079dac" + "9320b638f5e225cf483cc",
    "Cloudflare, origin": "v1.0-" + "0123456789abcdef01234567-0123456789abcdef0123456789abcdef",
    "Azure, application": "abc" + "8Q~dEfGhIjKlMnOpQrStUvWxYz0123456789",
    "Azure, storage": "DefaultEndpointsProtocol=https;AccountKey=" + "Ab3dE6gH9jK2mN5pQ8rS1tU4vW7xY0z==",
    "Azure, signed address": "https://x.blob.core.windows.net/c?sv=2024&sig=" + "Ab3dE6gH9jK2mN5pQ8rS%2B1tU4",
    "Google Cloud, service account": '{"type": "service_' + 'account", "project_id": "x"}',
    "Google Cloud, its key": '"private_' + 'key": "x"',
    "Google, client secret": "GOCSPX-" + "AbCdEfGhIjKlMnOpQrStUvWx",
    "Google, refresh": "1//0" + "gAbCdEfGhIjKlMnOpQrStUv",
    "Mistral": "aB3dE6gH9jK2mN5p" + "Q8rS1tU4vW7xY0zA",
    "Telegram": "110201543:" + "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    "Google application password": "qzkd " + "wvnb lpxt rjgh",
    "the same in a sentence": "Agenda, " + "qzkd wvnb lpxt rjgh",
    "HubSpot": "pat-eu1-" + "6f1c1f9e-5a0b-4c1d-9d6e-2b7f00000001",
    "Vault": "hvs." + "CAESIAbCdEfGhIjKlMnOpQrSt",
    "Brevo": "xkeysib-" + "0a1b2c3d4e5f60718293a4b5",
    "a password that says its name": "mot de passe : " + "Soleil2026!",
    "short for password": "mdp=" + "Nantes44000",
}
WORDS = [
    "",
    "compta@vasseur-menuiserie.fr",
    "compte-facturation-2026-nantes",
    "Gestionnaire de mots de passe, dossier « Agents »",
    "Le mot de passe : dans le coffre de la comptable",
    "mot de passe : coffre-partage-2026",
    "https://console.exemple.fr/parametres/acces?onglet=cles",
    "6f1c1f9e-5a0b-4c1d-9d6e-2b7f00000001",
    "HashiCorp Vault : secret/agents/relances",
    "kv/production/agents/facturier_v2/qonto",
    "arn:aws:secretsmanager:eu-west-3:agents/relances",
    "wrangler secret",
    "MISTRAL_API_KEY_PRODUCTION_2026",
    "anticonstitutionnellement",
    "IBAN FR76 3000 6000 0112 3456 7890 189",
    "FR7630006000011234567890189",
    "DE89370400440532013000",
    "732 829 320",
    "SIRET 73282932000074",
    "+33 6 12 34 56 78",
    "02 40 00 00 00, puis 06 12 34 56 78",
    "1 84 12 76 451 089 46",
    "Pour que vous avez tout dans une page",
    "nous vous dirons tout",
    "avec vous pour tout",
    "lire mars puis avril",
    "Il relit puis envoie les devis de plus de 10 000 € au client",
    "/home/claire/Documents/factures-2026/modele_v2",
    "C:\\Utilisateurs\\Claire\\Documents\\Factures2026\\modele",
    "Clients/Public/Fiches-2026/Export3",
    "https://notion.so/my-integrations",
    "Facture FA-2026-000123 du 31/12/2026",
    "Base SQL « clients_production_2026 »",
    "https://exemple.fr:8443/agents",
    "Authentification Basic conseillée",
]


@pytest.mark.parametrize("text", list(KEYS.values()), ids=list(KEYS))
def test_a_pasted_key_is_recognised(text: str) -> None:
    assert looks_like_secret(text)


@pytest.mark.parametrize("text", WORDS)
def test_an_ordinary_word_is_no_key(text: str) -> None:
    assert not looks_like_secret(text)


PUBLISHED = {name: text for name, text in KEYS.items() if name in ("Anthropic", "Stripe", "GitHub", "Amazon", "PEM", "JWT", "basic auth")}


@pytest.mark.parametrize("text", PUBLISHED.values(), ids=PUBLISHED)
@pytest.mark.parametrize("field", [Line(), Words(), NoSecretWords()], ids=["of the company", "any text", "a name"])
def test_no_field_takes_a_key_nor_shows_it_again(field: forms.CharField, text: str) -> None:
    form = type("AnyForm", (forms.Form,), {"said": field})({"said": f"voir {text}"})
    assert "ressemble à une clé" in form.errors["said"][0]
    assert text not in str(form)


@pytest.mark.parametrize("text", ["https://docs.google.com/document/d/1aB" + "cD3fGh5jKl7nOp9rSt1vWx3zAb5dEf7h/edit", *WORDS])
def test_a_sheet_takes_long_addresses_and_ordinary_words(text: str) -> None:
    assert not is_key(text)


@pytest.mark.parametrize("piece", ["eyJ.", "eyJa-", "pwd:pwd:", "x://a:", "Basic ", "sk-", "a-", "password=a"])
def test_a_text_made_to_be_slow_is_not(piece: str) -> None:
    began = time.process_time()
    looks_like_secret((piece * 100_000)[:100_000])
    assert time.process_time() - began < 2


@given(st.text("aB1=:/-~+._ \u00e9\nEGIN", max_size=40))
def test_what_looks_harmless_at_first_sight_is(text: str) -> None:
    assert is_suspect(text) == bool(re.search(r"[A-Za-z0-9+/=_~.-]{12,}|://|[:=]|-----BEGIN", text))


# The same shapes in the order they were learnt, each with its own edge: slow, and nothing to understand.
EACH_ALONE = re.compile(
    r"""
    -----BEGIN\ [A-Z\ ]*(PRIVATE\ KEY|CERTIFICATE)
    | \b(sk|pk|rk)[-_](live|test|ant|proj|or)?[-_]?[A-Za-z0-9_-]{12,}
    | \bgh[pousr]_[A-Za-z0-9]{16,} | \bgithub_pat_[A-Za-z0-9_]{20,}
    | \bgf_[A-Za-z0-9_-]{20,}
    | \bglpat-[A-Za-z0-9_-]{16,}
    | \b(AKIA|ASIA)[A-Z0-9]{12,}
    | \bAIza[A-Za-z0-9_-]{20,} | \bya29\.[A-Za-z0-9_-]{20,}
    | \bxox[abeoprs]-[A-Za-z0-9-]{10,}
    | \b(secret|ntn)_[A-Za-z0-9]{20,}
    | \bhf_[A-Za-z0-9]{20,}
    | \bSG\.[A-Za-z0-9_-]{16,}
    | \beyJ[A-Za-z0-9_-]{10,999}\.[A-Za-z0-9_-]{10,}
    | \bcf(ut|at|k)_[A-Za-z0-9]{20,} | \bv1\.0-[0-9a-f]{24}-[0-9a-f]{20,}
    | \b[A-Za-z0-9_.-]{3}[0-9]Q~[A-Za-z0-9_.~-]{28,}
    | \b(AccountKey|SharedAccessKey|sig)=[A-Za-z0-9+/%]{20,}
    | "private_key(_id)?"\s*: | "type"\s*:\s*"service_account" | \bGOCSPX-[A-Za-z0-9_-]{20,} | \b1//0[A-Za-z0-9_-]{20,}
    | \b[0-9]{8,10}:[A-Za-z0-9_-]{33,}
    | \bpat-[a-z]{2}[0-9]-[0-9a-f]{8}-[0-9a-f-]{20,}
    | \bhvs\.[A-Za-z0-9_-]{20,} | \bAGE-SECRET-KEY-1[A-Z0-9]{20,}
    | \b(npm|dop_v1|shpat|gsk|glsa|dckr_pat|r8|lin_api|whsec|xkeysib|xai|pplx|pypi|ATATT3)[-_][A-Za-z0-9_-]{20,}
    | \b(Basic|Bearer)\s+(?=\S{0,99}[0-9=])[A-Za-z0-9+/=._-]{12,}
    | \b[A-Za-z][A-Za-z0-9+.-]{0,20}://[^\s/:@]{0,99}:[^\s/@]{1,199}@
    """,
    re.VERBOSE,
)
PIECES = st.one_of(
    st.sampled_from(re.findall(r"[A-Za-z0-9]+[-_=.:~]|[a-z]{3,}", EACH_ALONE.pattern)),
    st.sampled_from([*KEYS.values(), "://", "Bearer ", "Basic ", "a:b@", "1//0", '"type": ', "-----BEGIN ", "Q~", "abc8Q~", "12345678:"]),
    st.text("aF9-_./~=+ é\n", max_size=6),
    st.sampled_from(["x", "7", "aB3", "A1"]).map(lambda run: run * 16),
)


@given(st.lists(PIECES, max_size=8).map("".join))
def test_a_text_is_masked_as_by_each_shape_alone(text: str) -> None:
    assert [found.span() for found in KNOWN.finditer(text)] == [found.span() for found in EACH_ALONE.finditer(text)]


@given(st.from_regex(EACH_ALONE))
def test_every_key_has_a_sign_of_one(text: str) -> None:
    for found in KNOWN.finditer(text):
        assert _may_be_known(found[0], _runs(found[0]))
        assert is_suspect(found[0])


def masked_without_signs(text: str) -> str:
    """Every shape is looked for in every text."""
    plain = KNOWN.sub(MASK, text)
    plain = SAID.sub(lambda found: found[0] if _is_wordy(found["value"]) else found[0].replace(found["value"], MASK), plain)
    kept = {found[0] for found in UUID.finditer(plain)} | {found[0] for found in IBAN.finditer(plain) if is_iban(found[0])}
    return TOKEN.sub(lambda found: MASK if _is_random(_without(found[0], kept)) else found[0], plain)


@given(
    st.lists(st.lists(PIECES | st.sampled_from(["mdp", " : ", "\ud800", "Az9-" * 4]), max_size=6).map("".join), max_size=4), st.booleans()
)
def test_texts_masked_together_are_those_masked_one_by_one(texts: list[str], has_null: bool) -> None:
    asked = [f"{text}\0" if has_null else text for text in texts]
    assert all_masked(asked) == [masked(text) for text in asked] == [masked_without_signs(text) for text in asked]


@pytest.mark.parametrize("text", [*KEYS.values(), *WORDS])
def test_a_key_among_texts_is_masked(text: str) -> None:
    assert all_masked(["Relance", text, ""]) == ["Relance", masked_without_signs(text), ""]

"""Does this look like a key or a password somebody pasted? Better to refuse a strange name than to store a secret."""

import math
import re
from collections import Counter
from collections.abc import Sequence

# Prefixes published by the services themselves (read 21 November 2026 in their documentation of keys).
# What may be followed by anything has a greatest length: else a long text made for it would take minutes.
# Almost all begin where a word does, and by letters of their own: a place of a text where none can begin is passed at once.
KNOWN = re.compile(
    r"""
    -----BEGIN\ [A-Z\ ]*(?:PRIVATE\ KEY|CERTIFICATE)           # PEM
    | "private_key(?:_id)?"\s*: | "type"\s*:\s*"service_account"  # Google Cloud
    | \b(?=[A-Za-z0-9_.-])(?:
        [spr]k[-_](?:live|test|ant|proj|or)?[-_]?[A-Za-z0-9_-]{12,}   # OpenAI, Anthropic, Stripe
        | gh[pousr]_[A-Za-z0-9]{16,} | github_pat_[A-Za-z0-9_]{20,}
        | gf_[A-Za-z0-9_-]{20,}                               # ours
        | glpat-[A-Za-z0-9_-]{16,}
        | A(?:KIA|SIA)[A-Z0-9]{12,}                           # Amazon
        | AIza[A-Za-z0-9_-]{20,} | ya29\.[A-Za-z0-9_-]{20,}   # Google
        | xox[abeoprs]-[A-Za-z0-9-]{10,}                      # Slack
        | secret_[A-Za-z0-9]{20,} | ntn_[A-Za-z0-9]{20,}      # Notion
        | hf_[A-Za-z0-9]{20,}                                 # Hugging Face
        | SG\.[A-Za-z0-9_-]{16,}                              # SendGrid
        | eyJ[A-Za-z0-9_-]{10,999}\.[A-Za-z0-9_-]{10,}        # JWT
        | cf(?:ut|at|k)_[A-Za-z0-9]{20,} | v1\.0-[0-9a-f]{24}-[0-9a-f]{20,}   # Cloudflare
        | [A-Za-z0-9_.-]{3}[0-9]Q~[A-Za-z0-9_.~-]{28,}        # Azure: secret of an application
        | (?:AccountKey|SharedAccessKey|sig)=[A-Za-z0-9+/%]{20,}   # Azure: storage, queues, signed addresses
        | GOCSPX-[A-Za-z0-9_-]{20,} | 1//0[A-Za-z0-9_-]{20,}  # Google Cloud
        | [0-9]{8,10}:[A-Za-z0-9_-]{33,}                      # Telegram: a bot
        | pat-[a-z]{2}[0-9]-[0-9a-f]{8}-[0-9a-f-]{20,}        # HubSpot
        | hvs\.[A-Za-z0-9_-]{20,} | AGE-SECRET-KEY-1[A-Z0-9]{20,}
        | (?:npm|dop_v1|shpat|gsk|glsa|dckr_pat|r8|lin_api|whsec|xkeysib|xai|pplx|pypi|ATATT3)[-_][A-Za-z0-9_-]{20,}
        | B(?:asic|earer)\s+(?=\S{0,99}[0-9=])[A-Za-z0-9+/=._-]{12,}
        | [A-Za-z][A-Za-z0-9+.-]{0,20}://[^\s/:@]{0,99}:[^\s/@]{1,199}@   # an address with its password
    )
    """,
    re.VERBOSE,
)
MASK = "•••"
LONG = re.compile(r"[A-Za-z0-9+/_~.-]{12}")
# What a text is made of, for its signs: x of a run, ! of what stands before a value, nothing else but the null that parts two texts.
RUNS = bytes(33 if chr(byte) in ":=" else 120 if LONG.match(chr(byte) * 12) else 32 * bool(byte) for byte in range(256))
SUSPECT, OF_KNOWN, OF_TOKEN = (b"x" * length for length in (12, 15, 24))  # the shortest run in any of them
TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{24,}")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
IBAN = re.compile(r"\b[A-Z]{2}[0-9]{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?\b")
SAID = re.compile(
    r"\b(?=[mp])(?:mots? de passe|mdp|password|passwd|pwd)\s*[:=]\s*(?P<value>(?=\S{0,99}\d)(?=\S{0,99}[A-Za-z])[^\s/]{8,199})",
    re.IGNORECASE,
)
FOURS = re.compile(r"(?<![\w])[a-z]{4}(?:[\s-][a-z]{4}){3}(?![\w])")  # a Google application password: sixteen letters in fours
# Any of these among the four says that it is a sentence.
ORDINARY = frozenset(
    (
        "aide aime ames amis anti aout arts asie auto avec avez avis base bien bons bord bout bras cafe cage cave ceci cela cent ceux "
        "chef cher chez cinq cite clef cles code coin come cote coup cour dans date deja dela demi deux dire dite dits dois doit donc "
        "dont drop elle etat etre euro face fait faut fera fete fils fine fini fois fond font fort gens gere haut hier hors huit idee "
        "iles info jour juin lait leur liee lien lire lise live logo loin long lors lune luxe mail main mais mars meme mene menu mise "
        "mode mois mots nets neud neuf note nous nuit onze page paie pain pays peut pire plan plus port pour pris prix puis quai quel "
        "quoi rang rend rien role rose sans sauf sens sept sera seul site soin soir sont sort sous suis suit tard taux tels text tous "
        "tout trop type vend vers veut vide vite voie voir voit vont vous vrai vues zero"
    ).split()
)
WORDY = re.compile(r"(?:[A-Z]?[a-z]+|[A-Z][a-z]{2,}(?:[A-Z][a-z]{2,})+|[A-Z]+)?[0-9]{0,4}|[0-9]+")
BITS = 3.5  # Shannon, a character: French words joined by hyphens stay under, random keys of 24 characters and more stand above
HEXADECIMAL = re.compile(r"[0-9a-fA-F]{32,}")


def is_key(text: str) -> bool:
    """A key whose kind is published, or a password that says its name: no long reference or address is taken for one."""
    return bool(KNOWN.search(text)) or _says_password(text)


def looks_like_secret(text: str) -> bool:
    """A known key, a private key, a password that says its name, or one long run of letters and digits without any sense."""
    if is_key(text) or _in_fours(text):
        return True
    plain = IBAN.sub(lambda found: " " if is_iban(found[0]) else found[0], UUID.sub(" ", text))
    return any(_is_random(token) for token in TOKEN.findall(plain))


def _says_password(text: str) -> bool:
    return any(not _is_wordy(found["value"]) for found in SAID.finditer(text))


def _in_fours(text: str) -> bool:
    return any(not ORDINARY & set(re.split(r"[\s-]", found[0])) for found in FOURS.finditer(text))


def is_iban(text: str) -> bool:
    """ISO 13616: the number read with its country at the end is 1 modulo 97. Its check digits are 02 to 98: others spell one twice."""
    plain = re.sub(r"\s", "", text)
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}", plain) or not 2 <= int(plain[2:4]) <= 98:
        return False
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def _is_random(token: str) -> bool:
    if HEXADECIMAL.fullmatch(token):
        return True
    mixed = sum(bool(re.search(kind, token)) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return mixed >= 2 and bool(re.search("[0-9]", token)) and _entropy(token) > BITS and not _is_wordy(token)


def _is_wordy(token: str) -> bool:
    """Words and numbers tied by hyphens, underscores or slashes, such as compte-facturation-2026-nantes or factures/modele_v2."""
    parts = re.split("[-_/]", token)
    return len(parts) > 1 and all(WORDY.fullmatch(part) for part in parts)


def _entropy(token: str) -> float:
    total = len(token)
    return -sum(count / total * math.log2(count / total) for count in Counter(token).values())


def is_suspect(text: str) -> bool:
    """May it hold a key or a password? None is shorter without one of these signs: most texts end here."""
    return ":" in text or "=" in text or "-----BEGIN" in text or LONG.search(text) is not None


def masked(text: str, mask: str = MASK) -> str:
    """The same text with every key, password and random token replaced: what may be kept of what a machine said."""
    return _masked(text, _runs(text), mask) if is_suspect(text) else text


def all_masked(texts: Sequence[str]) -> list[str]:
    """masked() of each: all are asked for their signs at once."""
    joined = "\0".join(texts)
    runs = _runs(joined)
    if SUSPECT not in runs and b"!" not in runs and "-----BEGIN" not in joined:
        return list(texts)
    each = runs.split(b"\0")
    if len(each) != len(texts):  # one holds a null
        return [masked(text) for text in texts]
    return [_masked(text, runs, MASK) for text, runs in zip(texts, each, strict=True)]


def _runs(text: str) -> bytes:
    return text.encode("utf-8", "replace").translate(RUNS)


def _may_be_known(text: str, runs: bytes) -> bool:
    """None of KNOWN is without one of these."""
    if OF_KNOWN in runs or "=" in text or "-----BEGIN" in text or '"private_key' in text:
        return True
    return "Basic" in text or "Bearer" in text or ("://" in text and "@" in text)


def _masked(text: str, runs: bytes, mask: str) -> str:
    plain = KNOWN.sub(mask, text) if _may_be_known(text, runs) else text
    if b"!" in runs:
        plain = SAID.sub(lambda found: found[0] if _is_wordy(found["value"]) else found[0].replace(found["value"], mask), plain)
    elif OF_TOKEN not in runs:
        return plain
    if not TOKEN.search(plain):
        return plain
    kept = {found[0] for found in UUID.finditer(plain)} | {found[0] for found in IBAN.finditer(plain) if is_iban(found[0])}
    return TOKEN.sub(lambda found: mask if _is_random(_without(found[0], kept)) else found[0], plain)


def _without(token: str, kept: set[str]) -> str:
    """A number glued to a secret does not save it."""
    for one in kept:
        token = token.replace(one, "")
    return token

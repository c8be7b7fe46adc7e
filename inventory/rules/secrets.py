"""Does this look like a key or a password somebody pasted? Better to refuse a strange name than to store a secret."""

import math
import re
from collections import Counter

# Prefixes published by the services themselves (read 21 November 2026 in their documentation of keys).
KNOWN = re.compile(
    r"""
    -----BEGIN\ [A-Z\ ]*(PRIVATE\ KEY|CERTIFICATE)           # PEM
    | \b(sk|pk|rk)[-_](live|test|ant|proj|or)?[-_]?[A-Za-z0-9_-]{12,}   # OpenAI, Anthropic, Stripe
    | \bgh[pousr]_[A-Za-z0-9]{16,} | \bgithub_pat_[A-Za-z0-9_]{20,}
    | \bglpat-[A-Za-z0-9_-]{16,}
    | \b(AKIA|ASIA)[A-Z0-9]{12,}                             # Amazon
    | \bAIza[A-Za-z0-9_-]{20,} | \bya29\.[A-Za-z0-9_-]{20,}  # Google
    | \bxox[abeoprs]-[A-Za-z0-9-]{10,}                       # Slack
    | \b(secret|ntn)_[A-Za-z0-9]{20,}                        # Notion
    | \bhf_[A-Za-z0-9]{20,}                                  # Hugging Face
    | \bSG\.[A-Za-z0-9_-]{16,}                               # SendGrid
    | \beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}            # JWT
    | \b[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@]+:[^\s/@]+@        # an address with its password
    """,
    re.VERBOSE,
)
TOKEN = re.compile(r"[A-Za-z0-9+/=_-]{24,}")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
BITS = 3.5  # Shannon, a character: French words joined by hyphens stay under, random keys of 24 characters and more stand above
HEXADECIMAL = re.compile(r"[0-9a-fA-F]{32,}")


def looks_like_secret(text: str) -> bool:
    """A known key, a private key, or one long run of letters and digits without any sense."""
    if KNOWN.search(text):
        return True
    return any(_is_random(token) for token in TOKEN.findall(UUID.sub(" ", text)))


def _is_random(token: str) -> bool:
    if HEXADECIMAL.fullmatch(token):
        return True
    mixed = sum(bool(re.search(kind, token)) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return mixed >= 2 and bool(re.search("[0-9]", token)) and _entropy(token) > BITS and not _is_wordy(token)


def _is_wordy(token: str) -> bool:
    """Words and numbers tied by hyphens or underscores, such as compte-facturation-2026-nantes."""
    parts = re.split("[-_/]", token)
    return len(parts) > 1 and all(part.isalpha() or part.isdigit() or not part for part in parts)


def _entropy(token: str) -> float:
    total = len(token)
    return -sum(count / total * math.log2(count / total) for count in Counter(token).values())

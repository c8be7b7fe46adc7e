"""Keys of authenticator apps, printed codes and one-time links: made, hashed and compared. No database."""

import base64
import secrets
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import quote
from uuid import UUID

import segno
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django_otp.oath import hotp

from accounts.rules import grouped, plain_code

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U; 5 bits a letter
CODES = 10
CODE_LETTERS = 16  # 80 bits
SETUP_LETTERS = 28  # 140 bits
KEY_BYTES = 20  # RFC 4226 section 4, R6: 160 bits recommended
STEP = 30  # seconds, RFC 6238 section 4.1
DIGITS = 6
ISSUER = "Garde-fou"


def new_code(letters: int = CODE_LETTERS) -> str:
    """Random letters one can read aloud."""
    return "".join(secrets.choice(ALPHABET) for _ in range(letters))


def new_sheet() -> list[str]:
    """Ten printed codes, grouped by four."""
    return [grouped(new_code()) for _ in range(CODES)]


def new_setup_code() -> str:
    """The code that opens an installation, grouped by four."""
    return grouped(new_code(SETUP_LETTERS))


def new_token() -> str:
    """256 bits for a link."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """SHA-256 of a secret of 128 bits or more: nothing to guess, so nothing to slow down."""
    return sha256(secret.encode()).hexdigest()


def setup_digest(code: str) -> str:
    """SHA-256 of a set-up code as typed."""
    return digest(plain_code(code))


def code_hashes(code: str, user_id: UUID) -> list[str]:
    """Possible hashes of a printed code, the current one first (a second one while the secret key is being changed).

    A slow hash would add nothing: the code has 80 random bits, the key of the HMAC lies outside the database, and tries are counted.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    said = f"{user_id}:{plain_code(code)}"
    return [salted_hmac("accounts.recovery", said, secret=key, algorithm="sha256").hexdigest() for key in keys]


def new_key() -> str:
    """An authenticator's key, in base 32 as apps take it."""
    return base64.b32encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def matching_step(key: str, code: str, *, at: datetime, after: int) -> int | None:
    """The time step whose code this is: now, one earlier or one later (RFC 6238 section 5.2), and never one at or before `after`."""
    raw, now = base64.b32decode(key), int(at.timestamp()) // STEP
    matches = [step for step in (now, now - 1, now + 1) if compare_digest(code_at(raw, step).encode(), code.encode())]
    return next((step for step in matches if step > after), None)


def code_at(raw: bytes, step: int) -> str:
    """The six digits of a step."""
    return f"{hotp(raw, step, digits=DIGITS):0{DIGITS}d}"


def otpauth(key: str, email: str) -> str:
    """The address a QR code carries to the app."""
    return f"otpauth://totp/{quote(ISSUER)}:{quote(email)}?secret={key}&issuer={quote(ISSUER)}&digits={DIGITS}&period={STEP}"


def qr_svg(text: str, title: str) -> SafeString:
    """A QR code drawn in the page, without any style attribute. segno escapes the title."""
    drawn = segno.make(text, error="m").svg_inline(omitsize=True, border=2, svgclass="qr-code", lineclass=None, title=title, dark="#18222f")
    return mark_safe(drawn)  # noqa: S308  # nosec


def spaced_key(key: str) -> str:
    """In groups of four, to be typed by hand."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))

"""The phrase on paper that opens the backups: 26 random letters (130 bits) and 2 that catch a slip of the pen. Never kept here.

It is the X25519 key itself, not a password that guards one: only its public half is kept, so the machine can close a backup each
night and open none. The same key in the words of age (`age_key`) opens an archive without Garde-fou.
"""

import secrets
from hashlib import sha256

from accounts.factors import ALPHABET
from accounts.rules import grouped, plain_code

LETTERS, CHECK = 26, 2
_PURPOSE = b"garde-fou backup 1\0"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"  # BIP 173


class Mistyped(ValueError):
    """These letters were never a phrase: one is missing, added or wrong."""


def new_phrase() -> str:
    """Seven groups of four letters."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return grouped(letters + _check(letters))


def age_key(phrase: str) -> str:
    """The secret key as age writes it. Raises Mistyped."""
    typed = plain_code(phrase)
    letters, check = typed[:LETTERS], typed[LETTERS:]
    if len(typed) != LETTERS + CHECK or check != _check(letters):
        raise Mistyped
    return _bech32("age-secret-key-", sha256(_PURPOSE + letters.encode()).digest()).upper()


def recipient(phrase: str) -> str:
    """The public half, to which backups are closed (« age1… »). Raises Mistyped."""
    from pyrage import x25519  # weighs, in a process that makes no backup

    return str(x25519.Identity.from_str(age_key(phrase)).to_public())


def _check(letters: str) -> str:
    number = int.from_bytes(sha256(_PURPOSE + b"check\0" + letters.encode()).digest()[:2], "big")
    return ALPHABET[number >> 5 & 31] + ALPHABET[number & 31]


def _bech32(name: str, data: bytes) -> str:
    """BIP 173, without its limit of 90 characters, as age wants it."""
    bits = int.from_bytes(data, "big") << 4  # 256 bits are 52 letters less 4 bits
    values = [bits >> 5 * place & 31 for place in range(51, -1, -1)]
    spread = [ord(letter) >> 5 for letter in name] + [0] + [ord(letter) & 31 for letter in name]
    sealed = _polymod([*spread, *values, *[0] * 6]) ^ 1
    return f"{name}1" + "".join(_BECH32[value] for value in [*values, *(sealed >> 5 * place & 31 for place in range(5, -1, -1))])


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    return check

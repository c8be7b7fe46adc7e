"""One action as an agent reported it, checked and masked: what the rest of the journal reads. Pure."""

import hmac
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from journal.enums import Outcome
from lib.leaked_keys import all_masked, is_iban, masked
from lib.uuids import uuid_of
from lib.words import folded, on_one_line

AHEAD = timedelta(hours=24)  # a clock may be wrong by a zone, not by a week
OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
IBAN_SHOWN = 4
ACCOUNT = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[\s.-]?[A-Z0-9]){10,34}(?![A-Za-z0-9])", re.IGNORECASE)
CHECK_DIGITS = re.compile("[A-Z][0-9]{2}", re.IGNORECASE)  # of every account, behind its country: most texts end here
# The same sign for many texts at once: letters as a, digits as 0; all that is not ASCII, where some letters have a twin, is taken for one.
KINDS = bytes(48 if 48 <= byte < 58 else 97 if byte > 127 or chr(byte).isalpha() else 32 for byte in range(256))
ACCOUNT_SIGN = b"aa00"


class InTheFuture(ValueError):
    """Dated more than a day after it was heard."""


class TooOld(ValueError):
    """Dated before any agent: a clock that was never set."""


class Reported(NamedTuple):
    """`key` names this very action for this agent: the same key at the same moment is a repeat. Amounts in cents. `inner`: the agent
    inside the program that did it, by the program's word; `is_sampled`: the program says that it sends only a part."""

    key: UUID
    occurred_at: datetime
    type: str
    tool: str = ""
    target: str = ""
    payee: str = ""
    account: str = ""
    amount_cents: int | None = None
    currency: str = ""
    count: int = 1  # type: ignore[assignment]  # nobody counts what stands in it
    outcome: str = Outcome.DONE
    summary: str = ""
    approval_id: UUID | None = None
    is_test: bool = False
    number: int | None = None
    inner: str = ""
    is_sampled: bool = False


def key_of(*parts: str) -> UUID:
    """16 bytes of SHA-256 over the parts, each ended by a zero byte: an outside name becomes ours, whatever its length."""
    return uuid_of(sha256("\0".join((*parts, "")).encode()).digest()[:16])


def key_named(name: str) -> UUID:
    """key_of("id", name), for those that come by the hundred."""
    return uuid_of(sha256(f"id\0{name}\0".encode()).digest()[:16])


def masked_account(account: str) -> str:
    """FR7630006000011234567890189 -> « FR76 •••• 0189 »: lists never show an account whole."""
    plain = "".join(account.split())
    return f"{plain[:4]}\u00a0••••\u00a0{plain[-IBAN_SHOWN:]}" if len(plain) > 2 * IBAN_SHOWN else "••••" * bool(plain)


def for_lists(text: str) -> str:
    """An outside text on one line, without secrets, whole accounts, nor marks that turn the reading around."""
    return text and on_one_line(for_keeping(text))


def for_keeping(text: str) -> str:
    """An outside text as it may be kept: without secrets nor whole accounts."""
    return without_accounts(masked(text))


def all_for_keeping(texts: Sequence[str]) -> list[str]:
    """for_keeping of each: all are asked for their signs at once."""
    plain = all_masked(texts)
    if ACCOUNT_SIGN not in "\0".join(plain).encode("utf-8", "replace").translate(KINDS):
        return plain
    return [without_accounts(text) for text in plain]


def without_accounts(text: str) -> str:
    """Every account number of ISO 13616 in it is shown by its ends, however it is spaced."""
    return ACCOUNT.sub(_hidden, text) if CHECK_DIGITS.search(text) else text


def _hidden(found: re.Match[str]) -> str:
    """The longest run of its groups that is an account: the next word may look like one more."""
    groups = re.split(r"([\s.-])", found[0])
    for size in range(len(groups), 0, -1):
        plain = re.sub(r"[\W_]", "", "".join(groups[:size])).upper()
        if is_iban(plain):
            return masked_account(plain) + "".join(groups[size:])
    return found[0]


def check_moment(occurred_at: datetime, at: datetime) -> None:
    """Raises InTheFuture, TooOld."""
    if occurred_at > at and occurred_at > at + AHEAD:
        raise InTheFuture(occurred_at)
    if occurred_at < OLDEST:
        raise TooOld(occurred_at)


def payee_mark(secret: bytes, company: UUID, account: str, name: str) -> UUID | None:
    """Stands for whoever is paid without telling which account: HMAC-SHA256 under a key outside the database. None without a payee."""
    if not account and not name:
        return None
    plain = "".join(account.split()).upper()
    whom = f"account\0{plain}" if plain else f"name\0{folded(name)}" if folded(name) else ""
    return uuid_of(hmac.digest(secret, company.bytes + whom.encode(), "sha256")[:16]) if whom else None

"""What a page asks of a device that holds a passkey, and whether what comes back holds. No database, no request.

The library is imported when a passkey is used: it weighs 6 MiB in each of our processes, and most pages never need it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

NAME = "Garde-fou"
LONGEST_ID = 1364  # 1,023 bytes (WebAuthn level 3, section 5.1), as base 64
LONGEST_KEY = 2000  # the column
PATIENCE = 5 * 60 * 1000  # milliseconds a browser waits for its person


class Refused(ValueError):
    """Not signed by the device we know, not for this page, or not by a person the device recognised."""


@dataclass(frozen=True)
class Question:
    """`options` for navigator.credentials, as JSON; `challenge` is kept on the server, for one answer."""

    options: str
    challenge: str


@dataclass(frozen=True)
class NewPasskey:
    """What is kept of a passkey; bytes as unpadded URL-safe base 64."""

    credential_id: str
    public_key: str
    sign_count: int = 0
    transports: list[str] = field(default_factory=list)


def are_possible() -> bool:
    """Browsers tie a passkey to a name, never to a number such as 192.0.2.1."""
    try:
        ip_address(settings.ADDRESS.host)
    except ValueError:
        return True
    return False


def ask_for_new(email: str, name: str, known: Iterable[str]) -> Question:
    """A new passkey, on a device that has none of `known`."""
    from webauthn import base64url_to_bytes, generate_registration_options, options_to_json
    from webauthn.helpers import structs as s

    options = generate_registration_options(
        rp_id=settings.ADDRESS.host,
        rp_name=NAME,
        user_id=_handle(email),
        user_name=email,
        user_display_name=name,
        timeout=PATIENCE,
        authenticator_selection=s.AuthenticatorSelectionCriteria(
            resident_key=s.ResidentKeyRequirement.REQUIRED, user_verification=s.UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[s.PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known],
    )
    return _question(options_to_json(options))


def ask_for_one(known: Iterable[str] = ()) -> Question:
    """An answer of one of these passkeys; of any, for somebody who has not said who they are."""
    from webauthn import base64url_to_bytes, generate_authentication_options, options_to_json
    from webauthn.helpers import structs as s

    options = generate_authentication_options(
        rp_id=settings.ADDRESS.host,
        timeout=PATIENCE,
        allow_credentials=[s.PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known],
        user_verification=s.UserVerificationRequirement.REQUIRED,
    )
    return _question(options_to_json(options))


def made_from(answer: str, challenge: str) -> NewPasskey:
    """Raises Refused."""
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url

    told = _parsed(answer)
    checked = _checked(verify_registration_response, told, challenge)
    transports = [str(one) for one in told.get("response", {}).get("transports", [])][:6]
    identity, key = bytes_to_base64url(checked.credential_id), bytes_to_base64url(checked.credential_public_key)
    if len(identity) > LONGEST_ID or len(key) > LONGEST_KEY:
        raise Refused
    return NewPasskey(identity, key, checked.sign_count, transports)


def credential_of(answer: str) -> str:
    """Which passkey says it answered. Raises Refused."""
    return str(_parsed(answer).get("id", ""))


def count_after(answer: str, challenge: str, *, public_key: str, sign_count: int) -> int:
    """The device's new count. Raises Refused, for a count that goes back too: a copy answered."""
    from webauthn import base64url_to_bytes, verify_authentication_response

    told, key = _parsed(answer), base64url_to_bytes(public_key)
    known = {"credential_public_key": key, "credential_current_sign_count": sign_count}
    return int(_checked(verify_authentication_response, told, challenge, **known).new_sign_count)


def _checked(verify: Any, told: dict[str, Any], challenge: str, **known: Any) -> Any:
    from webauthn import base64url_to_bytes
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        return verify(
            credential=told,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=settings.ADDRESS.host,
            expected_origin=settings.ADDRESS.origin,
            require_user_verification=True,
            **known,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused from error


def _parsed(answer: str) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except ValueError as error:
        raise Refused from error
    if not isinstance(told, dict) or not isinstance(told.get("response", {}), dict):
        raise Refused
    return told


def _question(options: str) -> Question:
    return Question(options, json.loads(options)["challenge"])


def _handle(email: str) -> bytes:
    """How a device tells our people apart, without being told who they are."""
    return salted_hmac("accounts.passkey", email, algorithm="sha256").digest()

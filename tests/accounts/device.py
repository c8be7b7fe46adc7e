"""A device that holds passkeys, as a browser lets a page talk to it (WebAuthn level 3), in memory."""

import json
import os
import re
from hashlib import sha256
from html import unescape
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url as text

ORIGIN = "http://localhost:8000"
PRESENT, RECOGNISED, NEW = 0x01, 0x04, 0x40


def options_in(page: str) -> dict[str, Any]:
    """The question a page carries for the device."""
    return json.loads(unescape(re.search(r'data-gf-options="([^"]+)"', page)[1]))


class Device:
    """One key. `origin` and `flags` are what it would say elsewhere, or of somebody it did not recognise."""

    def __init__(self, *, origin: str = ORIGIN, flags: int = PRESENT | RECOGNISED) -> None:
        self.key, self.id = ec.generate_private_key(ec.SECP256R1()), os.urandom(32)
        self.origin, self.flags, self.count = origin, flags, 0

    def create(self, options: dict[str, Any]) -> str:
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        said = self._data(options["rp"]["id"], NEW) + bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": said})
        response = {"clientDataJSON": self._client("webauthn.create", options), "attestationObject": text(made), "transports": ["internal"]}
        return self._told(response)

    def get(self, options: dict[str, Any]) -> str:
        self.count += 1
        said, client = self._data(options["rpId"], 0), self._client("webauthn.get", options)
        from webauthn import base64url_to_bytes

        signature = self.key.sign(said + sha256(base64url_to_bytes(client)).digest(), ec.ECDSA(hashes.SHA256()))
        return self._told({"clientDataJSON": client, "authenticatorData": text(said), "signature": text(signature)})

    def _data(self, site: str, more: int) -> bytes:
        return sha256(site.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any]) -> str:
        return text(json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode())

    def _told(self, response: dict[str, Any]) -> str:
        return json.dumps(
            {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response, "clientExtensionResults": {}}
        )

"""Asks for a time stamp (RFC 3161) and judges the answer: of this very note, for this very request, signed by the certificate it brings.

Whether that certificate is of an authority one trusts is for whoever verifies: `openssl ts -verify`, with the root it publishes.
Heavy: imported when a stamp is asked, not before.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from ledger.offline.stamps import NAME, SEQUENCE, SHA256, WITHIN, BadStamp, Part, Said, der, read_stamp

HASHES: dict[bytes, type[hashes.HashAlgorithm]] = {
    SHA256: hashes.SHA256,
    bytes.fromhex("608648016503040202"): hashes.SHA384,
    bytes.fromhex("608648016503040203"): hashes.SHA512,
}
MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")  # 1.2.840.113549.1.9.4
PSS = bytes.fromhex("2a864886f70d01010a")  # 1.2.840.113549.1.1.10
SET, CERTIFICATES = 0x31, 0xA0
CLOCKS_APART = timedelta(minutes=10)


def request_for(note: str, nonce: int) -> bytes:
    """A TimeStampReq: version 1, SHA-256 of the note, our number, and « send your certificate »."""
    imprint = _sequence(_sequence(_element(NAME, SHA256), b"\x05\x00"), _element(0x04, hashlib.sha256(note.encode()).digest()))
    number = nonce.to_bytes(nonce.bit_length() // 8 + 1, "big")
    return _sequence(b"\x02\x01\x01", imprint, _element(0x02, number), b"\x01\x01\xff")


def judged(note: str, nonce: int, response: bytes, *, at: datetime) -> datetime:
    """When it was stamped. Raises BadStamp: unreadable, other, replayed, clock, signature."""
    said = read_stamp(response)
    if said.digest != hashlib.sha256(note.encode()).digest():
        raise BadStamp("other")
    if said.nonce != nonce:
        raise BadStamp("replayed")
    if abs(said.at - at) > CLOCKS_APART:
        raise BadStamp("clock")
    try:
        _verify(said)
    except (InvalidSignature, ValueError, LookupError, TypeError) as error:
        raise BadStamp("signature") from error
    return said.at


def _verify(said: Said) -> None:
    """RFC 5652 section 5.4: the signature is over the signed attributes, which hold the hash of the content."""
    parts = said.message.parts()
    certificates = next(part for part in parts[3:] if part.tag == CERTIFICATES).parts()
    _version, who, algorithm, attributes, signing, signature = der(parts[-1].value)[0].parts()[:6]
    digest = HASHES[algorithm.parts()[0].value]()
    if attributes.tag != WITHIN or _attribute(attributes, MESSAGE_DIGEST) != hashlib.new(digest.name, said.signed).digest():
        raise InvalidSignature
    certificate = next(one for one in _loaded(certificates) if _is_of(one, who))
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    if ExtendedKeyUsageOID.TIME_STAMPING not in usage:
        raise InvalidSignature
    if not certificate.not_valid_before_utc <= said.at <= certificate.not_valid_after_utc:
        raise InvalidSignature
    signed = bytes([SET]) + attributes.whole[1:]
    _check(certificate, signature.value, signed, digest, is_pss=signing.parts()[0].value == PSS)


def _check(certificate: x509.Certificate, signature: bytes, signed: bytes, digest: hashes.HashAlgorithm, *, is_pss: bool) -> None:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        way = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO) if is_pss else padding.PKCS1v15()
        key.verify(signature, signed, way, digest)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, ec.ECDSA(digest))
    else:
        raise InvalidSignature


def _loaded(certificates: list[Part]) -> Iterator[x509.Certificate]:
    return (x509.load_der_x509_certificate(part.whole) for part in certificates if part.tag == SEQUENCE)


def _is_of(certificate: x509.Certificate, who: Part) -> bool:
    """By issuer and number."""
    issuer, number = who.parts()
    return certificate.serial_number == int.from_bytes(number.value, "big") and certificate.issuer.public_bytes() == issuer.whole


def _attribute(attributes: Part, wanted: bytes) -> bytes:
    for one in attributes.parts():
        name, values = one.parts()
        if name.value == wanted:
            return values.parts()[0].value
    raise InvalidSignature


def _sequence(*parts: bytes) -> bytes:
    return _element(SEQUENCE, b"".join(parts))


def _element(tag: int, value: bytes) -> bytes:
    """Lengths below 128: a request is some seventy bytes."""
    return bytes([tag, len(value)]) + value

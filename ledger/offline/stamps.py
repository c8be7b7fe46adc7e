"""Time stamps (RFC 3161), read with the standard library: what was stamped and when. Whose signature it is, openssl tells."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

SHA256 = bytes.fromhex("608648016503040201")  # 2.16.840.1.101.3.4.2.1
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")  # 1.2.840.113549.1.7.2
TST_INFO = bytes.fromhex("2a864886f70d0109100104")  # 1.2.840.113549.1.9.16.1.4
INTEGER, OCTETS, NAME, SEQUENCE, MOMENT, WITHIN = 0x02, 0x04, 0x06, 0x30, 0x18, 0xA0
LONG, MOST_LENGTH = 0x80, 4


class BadStamp(ValueError):
    """Not a time stamp, or one that the authority refused to give."""


@dataclass(frozen=True)
class Part:
    """One element of DER: its tag, its content, and the whole of it."""

    tag: int
    value: bytes
    whole: bytes

    def parts(self) -> list["Part"]:
        return der(self.value)


@dataclass(frozen=True)
class Said:
    """What the authority stamped. `signed`: its signed content; `message`: the SignedData around it."""

    digest: bytes
    at: datetime
    nonce: int | None
    signed: bytes
    message: Part


def der(data: bytes) -> list[Part]:
    """The elements that stand one after the other. Raises BadStamp."""
    found, place = [], 0
    while place < len(data):
        head, tag = place, data[place]
        if place + 1 >= len(data):
            raise BadStamp("cut short")
        length, place = data[place + 1], place + 2
        if length & LONG:
            size = length & 0x7F
            if not 0 < size <= MOST_LENGTH:
                raise BadStamp("a length")
            length, place = int.from_bytes(data[place : place + size], "big"), place + size
        if place + length > len(data):
            raise BadStamp("cut short")
        found.append(Part(tag, data[place : place + length], data[head : place + length]))
        place += length
    return found


def read_stamp(response: bytes) -> Said:
    """A TimeStampResp that was granted. Raises BadStamp."""
    try:
        status, *token = der(response)[0].parts()
        if int.from_bytes(status.parts()[0].value, "big") > 1:  # 0 granted, 1 granted with changes
            raise BadStamp("refused")
        kind, holder = token[0].parts()
        message = holder.parts()[0]
        content = message.parts()[2].parts()
        if (kind.value, content[0].value) != (SIGNED_DATA, TST_INFO):
            raise BadStamp("not a stamp")
        return _told(content[1].parts()[0].value, message)
    except (IndexError, ValueError) as error:
        raise BadStamp(str(error)) from error


def _told(signed: bytes, message: Part) -> Said:
    version, _policy, imprint, _serial, moment, *others = der(signed)[0].parts()
    algorithm, digest = imprint.parts()
    if version.value != b"\x01" or algorithm.parts()[0].value != SHA256 or moment.tag != MOMENT:
        raise BadStamp("another kind of stamp")
    nonce = next((int.from_bytes(one.value, "big") for one in others if one.tag == INTEGER), None)
    at = datetime.strptime(moment.value.decode("ascii").partition(".")[0].rstrip("Z"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return Said(digest.value, at, nonce, signed, message)


def stamps(note: str, response: bytes) -> datetime | None:
    """When this very note was stamped; None when the stamp is of something else, or is none."""
    try:
        said = read_stamp(response)
    except BadStamp:
        return None
    return said.at if said.digest == sha256(note.encode()).digest() else None

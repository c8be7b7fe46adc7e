"""An address on one line, shared out in the model's boxes; what is not understood stays whole in the first."""

import re
from dataclasses import dataclass

ADDRESS = re.compile(r"(?P<street>.+?),?\s+(?P<postcode>\d{5})\s+(?P<city>[^\d,\n]+)", re.DOTALL)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+?[\d(][\d .\-()/]{7,24}")


@dataclass(frozen=True)
class Party:
    """Somebody the register names, box by box."""

    name: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""


def party(name: str, address: str = "", phone: str = "", email: str = "") -> Party:
    """The boxes of somebody whose address is one text."""
    found = ADDRESS.fullmatch(address.strip())
    if found is None:
        return Party(name, address, "", "", phone, email)
    return Party(name, found["street"].strip(), found["postcode"], found["city"].strip(), phone, email)


def reached(name: str, contact: str) -> Party:
    """The boxes of somebody known by one contact: an e-mail, a telephone number or an address."""
    if EMAIL.fullmatch(contact.strip()):
        return Party(name, email=contact.strip())
    if PHONE.fullmatch(contact.strip()):
        return Party(name, phone=contact.strip())
    return party(name, contact)

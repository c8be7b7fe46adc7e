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
    """The boxes of somebody whose contact is one text: an e-mail and a telephone number are known by what they look like."""
    parts = [part.strip() for part in re.split(r"\n|,\s", contact) if part.strip()]
    email = next((part for part in parts if EMAIL.fullmatch(part)), "")
    phone = next((part for part in parts if PHONE.fullmatch(part)), "")
    return party(name, ", ".join(part for part in parts if part not in (email, phone)), phone, email)

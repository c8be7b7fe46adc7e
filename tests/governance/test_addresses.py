"""One address, from which hosts, origins and cookies follow; anything but https or this machine is refused with what mends it."""

import pytest

from governance.addresses import Address
from governance.refusal import Refused


@pytest.mark.parametrize(
    ("url", "origin", "hosts", "is_secure"),
    [
        ("http://localhost:8000", "http://localhost:8000", ["127.0.0.1", "::1", "localhost"], False),
        ("http://[::1]:8000", "http://[::1]:8000", ["127.0.0.1", "::1", "localhost"], False),
        ("https://garde-fou.exemple.fr", "https://garde-fou.exemple.fr", ["garde-fou.exemple.fr"], True),
        ("https://garde-fou.exemple.fr:8443/", "https://garde-fou.exemple.fr:8443", ["garde-fou.exemple.fr"], True),
    ],
)
def test_everything_follows_from_the_address(url: str, origin: str, hosts: list[str], is_secure: bool) -> None:
    address = Address.parse(url)
    assert (address.origin, address.hosts, address.is_secure) == (origin, hosts, is_secure)


@pytest.mark.parametrize("url", ["http://192.168.1.5:8000", "http://garde-fou.exemple.fr", "http://0.0.0.0"])
@pytest.mark.asvs("V12.2.1")
def test_plain_http_on_a_network_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="https://"):
        Address.parse(url)


@pytest.mark.parametrize("url", ["", "garde-fou.exemple.fr", "ftp://garde-fou.exemple.fr", "https://", "https://exemple.fr/sous-dossier"])
def test_half_an_address_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(Refused, match=r"Exemple : https://"):
        Address.parse(url)

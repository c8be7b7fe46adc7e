"""The one address of the installation (GARDEFOU_URL): links, hosts, origins, cookies all follow from it. Pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from governance.refusal import Refused

LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Address:
    """Scheme, host and port as the browser shows them."""

    scheme: str
    host: str
    port: int | None

    @classmethod
    def parse(cls, url: str) -> "Address":
        """Raises Refused, with the sentence that mends it: browsers drop secure cookies over plain http on a network."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise Refused(f"GARDEFOU_URL n’est pas une adresse complète : « {url} ». Exemple : https://garde-fou.exemple.fr")
        if parts.scheme == "http" and parts.hostname not in LOCAL:
            raise Refused(
                f"GARDEFOU_URL doit commencer par https:// : « {url} ». Sans cela, les navigateurs refusent la connexion sécurisée. "
                "La page « Mettre en ligne » (docs/fr/mettre-en-ligne.md) explique comment faire."
            )
        return cls(parts.scheme, parts.hostname, parts.port)

    @property
    def is_secure(self) -> bool:
        """Served over https (by a proxy in front of us)."""
        return self.scheme == "https"

    @property
    def origin(self) -> str:
        """As a browser sends it: https://garde-fou.exemple.fr, http://localhost:8000."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port else "")

    @property
    def hosts(self) -> list[str]:
        """Host names we answer to."""
        return sorted(LOCAL) if self.host in LOCAL else [self.host]

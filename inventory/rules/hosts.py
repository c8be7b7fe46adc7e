"""Addresses an agent may reach, as a person types them, one a line: « api.qonto.com », « *.exemple.fr », « nas:8443 »."""

import re
from ipaddress import ip_address

from lib.words import on_one_line

MAX_HOSTS = 200
LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
WITH_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


class BadHost(Exception):
    """This line is no address; `args[0]` is a sentence that says what to write."""


def hosts_in(text: str) -> tuple[str, ...]:
    """Every address of a text, each once, in the form machines use (« xn-- » for accents). Raises BadHost, with the line."""
    found: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if written := on_one_line(line):
            try:
                found[host_of(written)] = None
            except BadHost as bad:
                raise BadHost(f"Ligne {number}\u00a0: {bad.args[0]}") from bad
    if len(found) > MAX_HOSTS:
        raise BadHost(f"{MAX_HOSTS} adresses au plus\u00a0: vous en avez écrit {len(found)}.")
    return tuple(found)


def host_of(written: str) -> str:
    """One address: a name, « *. » before it, a port after it. Raises BadHost."""
    if "@" in written:
        raise BadHost("retirez l’identifiant et le mot de passe, gardez seulement le nom du site.")
    if written == "*":
        raise BadHost("pour tout permettre, choisissez «\u00a0Partout sur Internet\u00a0».")
    address = WITH_SCHEME.sub("", written).split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    name, port = _parted(address)
    star, bare = ("*.", name[2:]) if name.startswith("*.") else ("", name)
    return f"{star}{_name(bare, is_wild=bool(star))}{_port(port)}"


def shown(host: str) -> str:
    """For a person: « café.fr (xn--caf-dma.fr) »; other addresses as they are."""
    told = typed(host)
    return host if told == host else f"{told} ({host})"


def typed(host: str) -> str:
    """As a person would type it again: « café.fr »."""
    try:
        return host.encode("ascii").decode("idna") if "xn--" in host else host
    except UnicodeError:
        return host


def _parted(address: str) -> tuple[str, str]:
    """(name, port or nothing). An IPv6 address stands in brackets when it has a port."""
    if address.startswith("["):
        name, _, port = address[1:].partition("]")
        return name, port.removeprefix(":")
    if address.count(":") > 1:
        return address, ""
    name, colon, port = address.partition(":")
    if colon and not port:
        raise BadHost("il manque le numéro de port après «\u00a0:\u00a0».")
    return name, port


def _name(name: str, *, is_wild: bool) -> str:
    if not is_wild and (number := _number(name)):
        return number
    if "*" in name:
        raise BadHost("l’étoile se met seulement au début, par exemple *.exemple.fr.")
    try:
        ascii_name = name.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError as bad:
        raise BadHost("ce n’est pas une adresse. Écrivez par exemple api.exemple.fr.") from bad
    labels = ascii_name.split(".")
    if not ascii_name or len(ascii_name) > 240 or not all(LABEL.fullmatch(label) for label in labels):
        raise BadHost("ce n’est pas une adresse. Écrivez par exemple api.exemple.fr.")
    if labels[-1].isdigit():
        raise BadHost("cette adresse IP n’existe pas. Écrivez par exemple 192.168.1.20.")
    if is_wild and len(labels) < 2:
        raise BadHost("cette étoile couvre trop de sites. Écrivez par exemple *.exemple.fr.")
    return ascii_name


def _number(name: str) -> str:
    """An IP address in its usual form; nothing for a name."""
    try:
        found = ip_address(name)
    except ValueError:
        return ""
    return f"[{found}]" if found.version == 6 else str(found)


def _port(port: str) -> str:
    if not port:
        return ""
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 1 <= int(port) <= 65535):
        raise BadHost("le port est un nombre de 1 à 65535, par exemple api.exemple.fr:8443.")
    return f":{int(port)}"

"""Where secrets are kept, and files that concern people: read once by an agent that never did, it is worth a look. Pure."""

import re
from collections.abc import Iterator

from alerts.enums import Oddity
from alerts.rules.unusual.found import Found, Picked
from alerts.rules.unusual.series import Series
from journal.enums import Type

# For PostgreSQL and Python alike, on text in lower case. Where secrets are kept, by the place or the kind of file; what is called after
# them, unless it is a picture, a printed paper or a text about them; then files about people or the head of the company.
PLACES = (
    r"(^|[/\\])\.(env|netrc|pgpass|npmrc|pypirc|htpasswd|git-credentials)($|[./\\_-])|\.(pem|key|pfx|p12|kdbx|jks|keystore|ppk)(\.\w+)?$"
    r"|(^|[/\\._-])id_(rsa|dsa|ecdsa|ed25519)|[/\\]\.(ssh|aws|gnupg|kube|azure|docker)[/\\]|/etc/(shadow|passwd|sudoers|gshadow)|wallet\.dat"
)
CALLED = (
    r"secrets?([._/\\-]|$)|credentials?|mots?[ _-]?de[ _-]?passe|passwords?|service[_-]account"
    r"|private[_-]?key|cles?[_-]privees?|api[_-]?keys?"
    r"|(^|[/\\])tokens?[._-]|login data$|cookies\.sqlite|recovery[_-]?codes?|codes?[ _-]de[ _-]secours"
    r"|(^|[/\\._ -])(acc[eè]s|identifiants|codes?[ _-]d?.?acc[eè]s|logins?)[ ._-]"
)
ABOUT = (
    r"\.(pdf|png|jpe?g|gif|svg|webp|pptx?|odp|html?|mp4)$|procedure|politique|policy|charte|guide|modele|template|formation|oubli|forgot|reset"
    r"|changement|example|exemple|sample|secret[ _-](professionnel|m[eé]dical|bancaire|des[ _-]affaires)"
)
PRIVATE = (
    r"bulletins?[ _-]de[ _-](paie|salaire)|fiches?[ _-]de[ _-]paie|[/\\](paie|paye|payroll|salaires?|rh|conseil|direction)[/\\]"
    r"|(^|[/\\])(paie|salaires)[ ._-]"
)
TELLING = f"{PLACES}|{CALLED}|{PRIVATE}"  # one look tells what is worth the other three
MOST, RARE = 20, 3


def sensitive(series: Series) -> Iterator[Found]:
    """What it reads or writes as a habit is left out."""
    touched = [one for one in series.touched if one.type != Type.COMMAND and one.usual < RARE and is_sensitive(one.target)]
    if not touched:
        return
    first = min(touched, key=lambda one: (one.since, one.target))
    times = sum(one.times for one in touched)
    facts = {"times": times, "files": len(touched), "what": usual_place(first.target)[:120], "type": first.type}
    kinds, until = {one.type for one in touched}, max(one.until for one in touched)
    targets = tuple(one.target for one in touched[:MOST])
    picked = Picked(first.since, until, first.type if len(kinds) == 1 else "", targets=targets)
    yield Found(Oddity.SENSITIVE, 94, first.since, picked, facts, times)


def is_sensitive(target: str) -> bool:
    """By its place or its name: « .env », « mots_de_passe.xlsx », « RH/contrats »; not « politique_mots_de_passe.pdf »."""
    plain = target.lower()
    if re.search(PLACES, plain) or re.search(PRIVATE, plain):
        return True
    return bool(re.search(CALLED, plain)) and not re.search(ABOUT, plain)


def usual_place(target: str) -> str:
    """By what its habit is counted, and it is called: its folder for what concerns people, else itself."""
    return re.sub(r"[^/]*$", "", target) if re.search(PRIVATE, target.lower()) else target

"""Countries where agents and recipients are, in French: the European Economic Area first, then the usual ones."""

from functools import cache

from lib.words import folded

EEA = {
    "FR": "France",
    "DE": "Allemagne",
    "AT": "Autriche",
    "BE": "Belgique",
    "BG": "Bulgarie",
    "CY": "Chypre",
    "HR": "Croatie",
    "DK": "Danemark",
    "ES": "Espagne",
    "EE": "Estonie",
    "FI": "Finlande",
    "GR": "Grèce",
    "HU": "Hongrie",
    "IE": "Irlande",
    "IS": "Islande",
    "IT": "Italie",
    "LV": "Lettonie",
    "LI": "Liechtenstein",
    "LT": "Lituanie",
    "LU": "Luxembourg",
    "MT": "Malte",
    "NO": "Norvège",
    "NL": "Pays-Bas",
    "PL": "Pologne",
    "PT": "Portugal",
    "RO": "Roumanie",
    "SK": "Slovaquie",
    "SI": "Slovénie",
    "SE": "Suède",
    "CZ": "Tchéquie",
}
ELSEWHERE = {
    "ZA": "Afrique du Sud",
    "DZ": "Algérie",
    "AD": "Andorre",
    "SA": "Arabie saoudite",
    "AR": "Argentine",
    "AU": "Australie",
    "BR": "Brésil",
    "CA": "Canada",
    "CL": "Chili",
    "CN": "Chine",
    "CO": "Colombie",
    "KR": "Corée du Sud",
    "CI": "Côte d’Ivoire",
    "EG": "Égypte",
    "AE": "Émirats arabes unis",
    "US": "États-Unis",
    "HK": "Hong Kong",
    "IN": "Inde",
    "ID": "Indonésie",
    "IL": "Israël",
    "JP": "Japon",
    "KE": "Kenya",
    "LB": "Liban",
    "MG": "Madagascar",
    "MY": "Malaisie",
    "MA": "Maroc",
    "MU": "Maurice",
    "MX": "Mexique",
    "MC": "Monaco",
    "NZ": "Nouvelle-Zélande",
    "PH": "Philippines",
    "GB": "Royaume-Uni",
    "RU": "Russie",
    "SN": "Sénégal",
    "RS": "Serbie",
    "SG": "Singapour",
    "CH": "Suisse",
    "TW": "Taïwan",
    "TH": "Thaïlande",
    "TN": "Tunisie",
    "TR": "Turquie",
    "UA": "Ukraine",
    "UY": "Uruguay",
    "VN": "Viêt Nam",
}
NAMES = {**EEA, **ELSEWHERE}
# Other names that people write, folded. French overseas departments are France; « UE » is no country, but no transfer either.
ALIASES = {
    "usa": "US",
    "u s a": "US",
    "etats unis d amerique": "US",
    "uk": "GB",
    "grande bretagne": "GB",
    "angleterre": "GB",
    "hollande": "NL",
    "republique tcheque": "CZ",
    "coree": "KR",
    **dict.fromkeys(("guadeloupe", "martinique", "guyane", "la reunion", "reunion", "mayotte", "saint martin"), "FR"),
    **dict.fromkeys(("ue", "union europeenne", "eee", "espace economique europeen"), "UE"),
}
UNION = {"UE": "Union européenne"}


def country_name(code: str) -> str:
    """« France »; a code we do not know is shown as it is."""
    return NAMES.get(code) or UNION.get(code, code)


def choices() -> list[tuple[str, object]]:
    """For a list to choose from; the empty answer is « je ne sais pas »."""
    return [("", "Je ne sais pas"), ("Union européenne et assimilés", list(EEA.items())), ("Autres pays", list(ELSEWHERE.items()))]


def country_code(said: str) -> str:
    """« États-Unis », « etats unis », « USA », « us » -> « US »; empty for what we do not know."""
    wanted = folded(said)
    return _codes().get(wanted, "") if wanted else ""


@cache
def _codes() -> dict[str, str]:
    """Codes by folded code and by folded name."""
    found: dict[str, str] = {}
    for code, name in NAMES.items():
        found.setdefault(folded(code), code)
        found.setdefault(folded(name), code)
    return {**ALIASES, **found}


def is_in_eea(said: str) -> bool:
    """A country of the European Economic Area, by its code or its name: data that go there are not transferred (chap. V)."""
    code = country_code(said)
    return code in EEA or code in UNION

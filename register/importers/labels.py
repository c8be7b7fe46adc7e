"""The words of the CNIL's model (ODS, 2019), typing slips included, and their codes here. Compared folded, never by place."""

import re
from collections.abc import Mapping
from functools import cache

from lib.tables.text import fold
from lib.vocabulary import Term, document, vocabulary

NAME = "nom du traitement"
LIST_MARKS = ("n ref", "date de creation de la fiche", "derniere mise a jour de la fiche")
SHEET_MARKS = ("n ref", "date de creation du traitement", "finalite principale", "categories de donnees personnelles concernees")
FIELDS = {
    NAME: "name",
    "n ref": "reference",
    "date de creation du traitement": "created_on",
    "date de creation de la fiche": "created_on",
    "mise a jour du traitement": "updated_on",
    "derniere mise a jour de la fiche": "updated_on",
    "finalite principale": "purpose",
}
ACTORS = {
    "responsable du traitement": "controller",
    "responsable de traitement": "controller",
    "delegue a la protection des donnees": "dpo",
    "societe du dpo si celui ci est externe": "dpo_company",
    "representant": "representative",
    "responsable s conjoint s": "joint",
    "responsable conjoint": "joint",
    "responsables conjoints": "joint",
}
JOINT = re.compile(r"responsables? conjoints? \d+")  # rows our own export adds: the model has one
SECTIONS = {
    "description du traitement": "description",
    "acteurs": "actors",
    "finalite s du traitement effectue": "purposes",
    "finalites du traitement effectue": "purposes",
    "categories de donnees personnelles concernees": "data",
    "donnees sensibles": "sensitive",
    "categories de personnes concernees": "people",
    "destinataires": "recipients",
    "mesures de securite": "measures",
    "transferts hors ue": "transfers",
    "ajouts de garde fou hors du modele de la cnil": "ours",
}
PROCESSOR_SHEET = "Fiche de sous-traitant (RGPD, art. 30.2)"  # title of the tabs of our own export that are not the model's
NUMBERED = (
    (re.compile(r"sous finalites?( n)?( \d+)?"), "purposes"),
    (re.compile(r"categories? de personnes?( n)?( \d+)?"), "people"),
    (re.compile(r"destinataire( n)?( \d+)?"), "recipients"),
    (re.compile(r"mesures? de securite( n)? \d+|mesure de securite"), "measures"),
    (re.compile(r"organisme destinataire( n)?( \d+)?"), "transfers"),
)
HEADERS = frozenset(
    {"nom", "adresse", "code postal", "ville", "pays", "telephone", "adresse mel"}
    | {"description", "duree de conservation", "precisions", "destinataire"}
    | {"type de destinataire", "type de mesure de securite", "type de garanties", "liens vers la documentation"}
)
HELP = ("consulter les guides et definitions", "cet onglet est un modele de fiche", "cet exemple est base sur un traitement fictif")
TITLES = ("modele de fiche de registre a completer", "exemple de fiche de registre", "fiche de registre")
EXAMPLE_NAME, EXAMPLE_REFERENCE, MODEL_REFERENCE = "gestion de la paie", "1 exemple", "ref 001"
MEASURES = {
    "mesures de tracabilite": "journaliser",
    "sauvegarde des donnees": "sauvegarder",
    "controle des sous traitants": "sous_traitance",
}
INTERNAL, OUTSIDE_EUROPE = "service interne qui traite les donnees", "destinataires dans des pays tiers ou organisations internationales"
OTHER = re.compile(r"autres?( mesures)?( a)?( preciser)?")
SAFEGUARDS = {
    "clauses contractuelles types cct": "cct",
    "clauses contractuelles types": "cct",
    "cct": "cct",
    "regles d entreprise contraignantes bcr": "bcr",
    "bcr": "bcr",
    "privacy shield": "privacy_shield_invalide",
    "code de conduite": "code_conduite",
    "certification": "certification",
    "data privacy framework": "dpf",
    "dpf": "dpf",
}
ADEQUATE = frozenset({"pays adequat", "adequat", "decision d adequation", "non adequat"})
DEROGATION = re.compile(r"derogations?\b.*")
EUROPE = frozenset(
    (
        "allemagne|autriche|belgique|bulgarie|chypre|croatie|danemark|espagne|estonie|finlande|france|grece|hongrie|irlande|islande|italie|"
        "lettonie|liechtenstein|lituanie|luxembourg|malte|norvege|pays bas|pologne|portugal|republique tcheque|tchequie|roumanie|slovaquie|"
        "slovenie|suede"
    ).split("|")
)
SENSITIVE_LEVELS = ("sensible_art9", "infractions_art10")
PARENTHESES = re.compile(r"\([^)]*\)")


def numbered(folded: str) -> str:
    """The section a numbered row belongs to (« Destinataire 7 » -> recipients), or an empty string."""
    return next((section for pattern, section in NUMBERED if pattern.fullmatch(folded)), "")


def is_help(text: str) -> bool:
    """The model's own explanations and links, beside what people fill in."""
    return text.startswith("►") or (text[:1] in "Cc" and fold(text[:60]).startswith(HELP))


@cache
def categories() -> Mapping[str, Term]:
    """Categories of data by every way the model or we write them, folded."""
    found: dict[str, Term] = {}
    for term in vocabulary("categories_donnees").values():
        line = str(term.extra.get("ligne_cnil_ods", ""))
        names = [term.label] if line.startswith("(") or term.extra.get("parent") else [line, PARENTHESES.sub("", line), term.label]
        for name in names:
            found.setdefault(fold(name), term)
    return found


def category(label: str) -> Term | None:
    """The category a row's label means, or None: the owner's own category."""
    return categories().get(fold(label)) or categories().get(fold(PARENTHESES.sub("", label)))


def is_sensitive(term: Term) -> bool:
    """Article 9 or 10 of the RGPD."""
    return term.extra.get("niveau") in SENSITIVE_LEVELS


@cache
def codes(name: str, column: str = "") -> Mapping[str, str]:
    """Codes of a vocabulary by folded label, and by the model's word when only one term has it (« Autres » never)."""
    terms = vocabulary(name)
    found = {fold(term.label): code for code, term in terms.items()}
    for code, term in terms.items():
        word = fold(str(term.extra.get(column, ""))) if column else ""
        if word and not OTHER.fullmatch(word):
            found.setdefault(word, code)
    return found


def adequacy_note(country: str) -> str:
    """What our own dated list says of a country, to help a person choose; an empty string when it says nothing."""
    block = next((item for item in document("transferts").get("adequation", ()) if fold(item["pays_fr"]) == fold(country)), None)
    return f"{block['pays_fr']}, décision {block['decision']}, {block['portee_fr']}" if block else ""

"""The words of the CNIL's simplified register (ODS, 2019), its typing slips included: they serve the exchange, never a page."""

from inventory.countries import ELSEWHERE
from register.exporters.opendocument import Box, Choice, Row, Tab

LIST_TAB, LISTS_TAB = "2_-_Liste_des_traitements", "5_-_Listes"
TITLE = "Modèle de fiche de registre à compléter"
ACTORS = ("Acteurs", "Nom", "Adresse", "Code Postal", "Ville", "Pays", "Téléphone", "Adresse mél")
SENSITIVE_LEVELS = ("sensible_art9", "infractions_art10")
DATA = (
    "État civil, identité, données d'identification, images…",
    "Vie personnelle (habitudes de vie, situation familiale, etc.)",
    "Informations d'ordre économique et financier (revenus, situation financière, situation fiscale, etc.)",
    "Données de connexion (adress IP, logs, etc.)",
    "Données de localisation (déplacements, données GPS, GSM, etc.)",
    "Numéro de Sécurité Sociale (ou NIR)",
)
SENSITIVE = (
    "Données révélant l'origine raciale ou ethnique",
    "Données révélant les opinions politiques",
    "Données révélant les convictions religieuses ou philosophiques",
    "Données révélant l'appartenance syndicale",
    "Données génétiques",
    "Données biométriques aux fins d'identifier une personne physique de manière unique",
    "Données concernant la santé",
    "Données concernant la vie sexuelle ou l'orientation sexuelle",
    "Données relatives à des condamnations pénales ou  infractions",
)
PEOPLE = (
    "Salariés",
    "Services Internes",
    "Clients",
    "Fournisseurs",
    "Prestataires",
    "Prospects",
    "Candidats",
    "Autres (préciser)",
)
RECIPIENTS = (
    "Service interne qui traite les données",
    "Sous-traitants",
    "Destinataires dans des pays tiers ou organisations internationales",
    "Partenaires institutionnels ou commerciaux",
    "Autre (Préciser)",
)
MEASURES = (
    "Mesures de traçabilité",
    "Mesures de protection des logiciels",
    "Sauvegarde des données",
    "Chiffrement des données",
    "Contrôle d'accès des utilisateurs",
    "Contrôle des sous-traitants",
    "Autres mesures (à préciser)",
)
# Without « Privacy shield », struck down on 16 July 2020 (CJUE, C-311/18), and with what replaced it.
SAFEGUARDS = (
    "Clauses contractuelles types (CCT)",
    "Règles d'entreprise contraignantes (BCR)",
    "Pays adéquat",
    "Cadre UE–États-Unis (Data Privacy Framework)",
    "Code de conduite",
    "Certification",
    "Dérogations (art 49)",
)
COUNTRIES = tuple(ELSEWHERE.values())  # the model's own list gives each country a status that is out of date
LISTS = {  # column -> title, words
    0: ("Garanties", SAFEGUARDS),
    2: ("Pays", COUNTRIES),
    5: ("Catégories de personnes", PEOPLE),
    7: ("Destinataires", RECIPIENTS),
    9: ("Mesures de sécurité techniques", MEASURES),
}
NAMES = {0: "safeguards", 2: "countries", 5: "people", 7: "recipients", 9: "measures"}
LIST_WIDTHS = (7.5, 1, 6, 1, 1, 6, 1, 10, 1, 8)


def choices() -> tuple[Choice, ...]:
    """The drop-down lists of a sheet, each reading its column of the lists' tab."""
    return tuple(
        Choice(NAMES[column], f"$'{LISTS_TAB}'.${_letter(column)}$2:.${_letter(column)}${len(words) + 1}")
        for column, (_, words) in LISTS.items()
    )


def lists_tab() -> Tab:
    """The words offered by the drop-down lists."""
    rows: list[Row] = [{column: Box(title, "head") for column, (title, _) in LISTS.items()}]
    deepest = max(len(words) for _, words in LISTS.values())
    rows += [{column: Box(words[row]) for column, (_, words) in LISTS.items() if row < len(words)} for row in range(deepest)]
    return Tab(LISTS_TAB, LIST_WIDTHS, rows)


def _letter(column: int) -> str:
    return chr(ord("A") + column)

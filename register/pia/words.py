"""The parts of an impact assessment, in the CNIL's method (guide PIA-1, February 2018), and the words behind the tool's numbers."""

from dataclasses import dataclass

STATUSES = {0: "en cours", 1: "refusée", 2: "validation simple", 3: "validation signée", 4: "archivée"}
EVALUATIONS = {0: "en attente", 1: "à corriger", 2: "améliorable", 3: "acceptable"}
GAUGES = {1: "négligeable", 2: "limitée", 3: "importante", 4: "maximale"}
AUTHORS = {"author_name": "Auteur", "evaluator_name": "Évaluateur", "validator_name": "Validateur", "dpos_names": "Délégué consulté"}
OPINIONS = {
    "dpo_opinion": "Avis du délégué à la protection des données",
    "concerned_people_opinion": "Avis des personnes concernées",
    "concerned_people_searched_content": "Pourquoi leur avis n’a pas été demandé",
    "rejection_reason": "Pourquoi elle a été refusée",
    "applied_adjustments": "Ce qui a été corrigé depuis",
}


@dataclass(frozen=True)
class Part:
    """One part of the assessment: its number in the tool (« 3.2 ») and the questions in it, by number."""

    number: str
    title: str
    questions: dict[int, str]


def _risk(number: int) -> dict[int, str]:
    first = 300 + number * 10
    words = ("Impacts sur les personnes", "Menaces", "Sources du risque", "Mesures qui le réduisent", "Gravité", "Vraisemblance")
    return {first + place: word for place, word in enumerate(words, 1)}


PARTS = (
    Part("1.1", "Vue d’ensemble", {111: "Ce que fait le traitement", 112: "Qui est responsable de quoi", 113: "Référentiels applicables"}),
    Part(
        "1.2", "Données et supports", {121: "Données, destinataires, durées", 122: "Cycle de vie des données", 123: "Supports des données"}
    ),
    Part(
        "2.1",
        "Nécessité et proportionnalité",
        {211: "Finalités", 212: "Bases légales", 213: "Minimisation", 214: "Exactitude", 215: "Durées de conservation"},
    ),
    Part(
        "2.2",
        "Droits des personnes",
        {
            221: "Information",
            222: "Consentement",
            223: "Accès et portabilité",
            224: "Rectification et effacement",
            225: "Limitation et opposition",
            226: "Contrats de sous-traitance",
            227: "Transferts hors de l’Union européenne",
        },
    ),
    Part("3.2", "Risque d’accès illégitime aux données", _risk(2)),
    Part("3.3", "Risque de modification non désirée", _risk(3)),
    Part("3.4", "Risque de disparition des données", _risk(4)),
)

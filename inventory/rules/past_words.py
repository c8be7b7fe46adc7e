"""What the tables of the past are called in French, column by column. Pure. A column without a word is never shown.

Not shown: numbers, keys, places in a list, and clocks that only repeat when an act happened.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Told:
    """One table: what a row is called, which columns name it, the word of each column. `words_of`: column -> vocabulary of its codes."""

    noun: str
    named_by: tuple[str, ...]
    columns: Mapping[str, str]
    words_of: Mapping[str, str] = field(default_factory=dict)


PRECISION = {"precision": "Précision"}
WHY = {"why": "Raison"}
CONTRACT = {"contract_on": "Contrat du"}

TOLD: Mapping[str, Told] = {
    "inventory_agent": Told(
        "Agent",
        ("name",),
        {
            "name": "Nom",
            "purpose": "À quoi il sert",
            "function": "Fonction",
            "tool": "Outil",
            "supplier": "Fournisseur",
            "model": "Modèle d’IA",
            "model_supplier": "Fournisseur du modèle",
            "host_country": "Pays d’hébergement",
            "environment": "Travaille sur",
            "isolation": "Isolation",
            "has_personal_data": "Données personnelles",
            "works": "Il travaille",
            "in_charge_id": "Responsable",
            "deputy_id": "En son absence",
        },
    ),
    "inventory_agentstate": Told("État", ("state",), {"state": "État", **WHY}),
    "inventory_connection": Told(
        "Compte",
        ("service", "identifier"),
        {
            "service": "Service",
            "identifier": "Identifiant",
            "ownership": "À qui il est",
            "sign_in": "Comment on s’y connecte",
            "has_second_factor": "Double vérification",
            "secret_keeper": "Où est gardé le secret",
            "secret_place": "Référence du secret",
            "rotated_on": "Secret changé le",
            "rotation_days": "À changer tous les (jours)",
            "revoke_where": "Où retirer l’accès",
            "closed_at": "Fermé le",
        },
    ),
    "inventory_connectionuse": Told("Compte utilisé", ("connection_id", "agent_id"), {"agent_id": "Agent", "connection_id": "Compte"}),
    "inventory_permission": Told(
        "Droit",
        ("verb", "resource"),
        {
            "verb": "Ce qu’il peut faire",
            "resource": "Sur quoi",
            "segment": "Partie",
            "sensitivity": "Sensibilité",
            "reason": "Pourquoi",
            "is_needed": "Indispensable",
            "starts_on": "À partir du",
            "until": "Jusqu’au",
            "is_endless": "Sans limite",
            "connection_id": "Compte",
            "granted_by_id": "Donné par",
        },
    ),
    "inventory_withdrawal": Told("Fin du droit", ("permission_id",), {"cause": "Comment il a fini", **WHY}),
    "inventory_processing": Told(
        "Fiche",
        ("name",),
        {
            "name": "Nom du traitement",
            "side": "Pour qui",
            "purpose": "Finalité principale",
            "sub_purposes": "Sous-finalités",
            "source": "Source des données",
            "joint_controllers": "Responsables conjoints ou clients",
            "has_sensitive_data": "Données sensibles",
            "has_transfers": "Transferts hors de l’Union",
            "automation": "Décision automatisée",
            "automation_words": "Logique et effets de la décision",
            "obligation": "Réponse obligatoire",
            "information": "Information donnée aux personnes",
            "is_informed": "Personnes informées",
            "informed_on": "Informées le",
            "informed_how": "Informées comment",
            "is_notice_proposed": "Décision et information à confirmer",
            "outside_reference": "Référence d’origine",
            "ended_at": "Archivée le",
        },
    ),
    "inventory_purpose": Told(
        "Finalité",
        ("description",),
        {
            "description": "Finalité",
            "basis": "Ce qui l’autorise",
            "justification": "Justification",
            "confirmed_at": "Confirmée le",
            "confirmed_by_id": "Confirmée par",
        },
        {"basis": "bases_legales"},
    ),
    "inventory_processeddata": Told(
        "Donnée",
        ("category",),
        {
            "category": "Catégorie",
            "description": "Description",
            "is_sensitive": "Sensible",
            "exception": "Permise par",
            "origin": "Origine",
            "origin_words": "Précision sur l’origine",
            "retention": "Durée de conservation",
            "archive": "Archivage",
            "is_proposed": "À confirmer",
        },
        {"category": "categories_donnees", "exception": "exceptions_art9"},
    ),
    "inventory_datasubject": Told("Personnes concernées", ("code",), {"code": "Personnes", **PRECISION}, {"code": "categories_personnes"}),
    "inventory_recipient": Told(
        "Destinataire",
        ("code",),
        {
            "code": "Destinataire",
            **PRECISION,
            "is_processor": "Sous-traitant",
            **CONTRACT,
            "contract_where": "Où est le contrat",
            "country": "Pays",
        },
        {"code": "destinataires"},
    ),
    "inventory_securitymeasure": Told("Mesure de sécurité", ("code",), {"code": "Mesure", **PRECISION}, {"code": "mesures_securite"}),
    "inventory_transfer": Told(
        "Transfert",
        ("recipient",),
        {
            "recipient": "Destinataire",
            "country": "Pays",
            "mechanism": "Garantie",
            "link": "Documentation",
            "checked_on": "Vérifiée le",
            "valid_until": "Valable jusqu’au",
        },
        {"mechanism": "transferts"},
    ),
    "inventory_agentprocessing": Told("Agent de la fiche", ("agent_id", "processing_id"), {"agent_id": "Agent", "processing_id": "Fiche"}),
    "inventory_followup": Told("Question", ("question",), {"question": "Question", "advice": "Conseil", "closed_at": "Réglée le"}),
    "inventory_client": Told(
        "Client",
        ("name",),
        {"name": "Nom", "contact": "Contact", "representative": "Représentant", "dpo": "Délégué (DPO)", "ended_at": "Terminé le"},
    ),
    "inventory_processingclient": Told(
        "Pour le compte de",
        ("client_id",),
        {"client_id": "Client", "operations": "Opérations", "instructions": "Instructions", **CONTRACT},
    ),
    "inventory_jointcontroller": Told(
        "Responsable conjoint",
        ("name",),
        {"name": "Nom", "contact": "Contact", "agreement": "Où est l’accord", "agreed_on": "Accord du"},
    ),
    "inventory_runtime": Told(
        "Cadre d’exécution",
        (),
        {
            "network": "Accès au réseau",
            "hosts": "Adresses permises",
            "runs_local_code": "Exécute du code sur place",
            "talks_to_agents": "Parle à d’autres agents",
            "other_agents": "Autres agents",
            "memory": "Mémoire",
            "is_beta": "Version d’essai",
            "training": "Vos données et l’entraînement du modèle",
            "training_proof": "Preuve",
            "stop_how": "Comment l’arrêter",
            "restart_how": "Comment le relancer",
        },
    ),
    "inventory_runtimebinding": Told("Lien technique", ("name",), {"name": "Nom", "kind": "Sorte", "target": "Vers", "source": "Lu dans"}),
    "inventory_agentmodule": Told(
        "Module ajouté",
        ("name",),
        {
            "name": "Nom",
            "kind": "Sorte",
            "version": "Version",
            "source": "Source",
            "checked_on": "Vérifié le",
            "removed_at": "Retiré le",
        },
    ),
    "approvals_suspension": Told("Arrêt", (), {**WHY, "is_drill": "Essai", "asked_by_id": "Demandé par"}),
    "approvals_lifting": Told("Fin de l’arrêt", (), {**WHY, "by_id": "Levé par"}),
}

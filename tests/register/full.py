"""Sheets with every field filled: what each format must carry, and a reader find again."""

from dataclasses import replace
from datetime import date

from register.book import Client, Data, Ground, Joint, Line, Nature, Recipient, Sheet, Transfer
from tests.register.books import CLIENT, complete_sheet

DPF = "Cadre UE–États-Unis (Data Privacy Framework)"


def controller_sheet(number: int = 1) -> Sheet:
    """Both obvious and rare fields; a few gaps, so that marks are seen too."""
    return replace(
        complete_sheet(number, "Recrutement"),
        purpose="Choisir qui recevoir en entretien.",
        joint=(
            Joint("Groupe Morel", "3 rue du Port\n56100 Lorient", "Annexe 2 de la convention", date(2026, 3, 12)),
            Joint("Mairie de Nantes"),
        ),
        grounds=(
            Ground("Étudier les candidatures", "Intérêt légitime", "art.\u00a06.1.f", "Besoin de recruter", is_confirmed=True),
            Ground("Garder un vivier", "Consentement", "art.\u00a06.1.a"),
        ),
        data=(
            Data(
                "Candidature",
                "CV et lettre",
                "2 ans après le dernier contact",
                is_indirect=True,
                origin="D’ailleurs (tiers, web, achat)",
                origin_words="Réseaux sociaux professionnels",
                retention_rule="Candidatures non retenues",
                retention_source="Recommandation de la CNIL",
                retention_weight="recommandation de la CNIL",
                retention_start="Dernier contact",
                must_verify_retention=True,
                is_proposed=True,
            ),
            Data(
                "Numéro de Sécurité sociale (NIR)",
                "À l’embauche",
                "5 ans",
                exception="Décret 2019-341",
                nature=Nature.NIR,
                must_verify=True,
            ),
            Data(
                "Santé",
                "Aménagement du poste",
                "Durée du contrat",
                "5 ans",
                is_sensitive=True,
                exception="Droit du travail et protection sociale",
                nature=Nature.SENSITIVE,
                origin="De la personne elle-même",
                is_indirect=False,
            ),
        ),
        has_sensitive_data=True,
        recipients=(
            Recipient("Service interne", "Direction", "Service interne qui traite les données", is_processor=False),
            Recipient(
                "Hébergeur / cloud",
                "OVHcloud",
                "Sous-traitants",
                is_processor=True,
                contract_on=date(2026, 1, 5),
                contract_where="coffre, dossier Contrats",
                country="France",
            ),
            Recipient("Fournisseur du modèle d’IA", "Mistral", "Sous-traitants", is_processor=True),
        ),
        transfers=(
            Transfer(
                "OpenAI",
                "États-Unis",
                DPF,
                "https://www.dataprivacyframework.gov/list",
                doubt="inscription sur la liste DPF vérifiée le 2 mars 2025, à revoir",
                decision="(UE) 2023/1795",
                decision_on=date(2023, 7, 10),
                decision_scope="Seulement les organismes certifiés DPF",
                checked_on=date(2025, 3, 2),
                must_verify=True,
            ),
            Transfer("Atelier Rabat", "Maroc", "Clauses contractuelles types (CCT)", valid_until=date(2028, 6, 30)),
            Transfer("Old Inc", "États-Unis", "Privacy Shield (invalidé)", is_valid=False, doubt="n’est plus valable"),
        ),
        informed_on=date(2026, 3, 12),
        informed_how="page « Nous rejoindre »",
        obligation="Sans CV, la candidature ne peut pas être étudiée.",
        automation_words="Il classe les CV ; la responsable relit chaque refus.",
        is_notice_proposed=True,
        people_rights=("accès (art.\u00a015)", "retrait du consentement (art.\u00a07.3), pour «\u00a0Garder un vivier\u00a0»"),
    )


def processor_sheet(number: int = 2) -> Sheet:
    """Two clients: one told in full, one by its name."""
    return replace(
        complete_sheet(number, "Réponse aux avis"),
        is_processor=True,
        grounds=(),
        clients=(
            replace(CLIENT, representative="Cabinet Roux, Bruxelles"),
            Client("Hôtel du Lac"),
        ),
        people=(Line("Clients"),),
    )

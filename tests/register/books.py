"""Registers made up for tests and measures: the same words every time, no database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from lib.vocabulary import Term, document, vocabulary
from register.book import Agent, Client, Controller, Data, Ground, Line, Nature, Recipient, RegisterBook, Right, Sheet, Transfer
from register.rules import missing_in_company, missing_in_sheet

AT = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
COMPANY = Controller(
    name="Menuiserie Dubreuil SARL",
    siren="732829320",
    address="12 rue des Ateliers, 44000 Nantes",
    phone="02 40 00 00 00",
    email="rgpd@menuiserie-dubreuil.example",
    representative="Alice Martin, gérante",
    has_dpo=False,
)
CLIENT = Client(
    name="Atelier Morel",
    contact="3 rue du Port, 56100 Lorient",
    dpo="Me Roux",
    operations="Réponses aux avis",
    instructions="Annexe 2 du contrat",
    contract_on=date(2026, 2, 3),
)
NATURES = {"sensible_art9": Nature.SENSITIVE, "infractions_art10": Nature.OFFENCES, "nir": Nature.NIR}
VERBS = (("lire", "Lire"), ("modifier", "Modifier"), ("supprimer", "Supprimer"), ("envoyer", "Envoyer"))


def book(sheets: tuple[Sheet, ...], company: Controller = COMPANY, version: int = 12) -> RegisterBook:
    """A register of these sheets, with what is missing worked out."""
    weighed = tuple(replace(sheet, missing=missing_in_sheet(sheet)) for sheet in sheets)
    return RegisterBook(replace(company, missing=missing_in_company(company)), version, AT, weighed)


def complete_sheet(number: int = 1, title: str = "Facturation clients") -> Sheet:
    """A sheet with nothing left to complete."""
    return Sheet(
        id=f"00000000-0000-4000-8000-{number:012d}",
        number=number,
        title=title,
        purpose="Établir, envoyer et suivre les factures des clients.",
        sub_purposes=("Créer la facture depuis le devis ou la commande", "Suivre les encaissements"),
        grounds=(Ground("Facturer un client", "Exécution d’un contrat", "art. 6.1.b", "Contrat conclu avec lui.", is_confirmed=True),),
        people=(Line("Clients", "Particuliers et entreprises", "Clients"),),
        data=(
            Data("État civil, identité", "Nom, prénom", "5 ans après la fin de la relation"),
            Data("Factures et commandes", "Numéro, objet, montant", "Exercice en cours", "10 ans"),
        ),
        has_sensitive_data=False,
        recipients=(
            Recipient("Service interne", "Comptabilité", "Service interne qui traite les données", is_processor=False),
            Recipient("Expert-comptable", "", "Sous-traitants", is_processor=True, contract_on=date(2026, 1, 5)),
        ),
        has_transfers=True,
        transfers=(Transfer("Éditeur du modèle", "États-Unis", "Décision d’adéquation (DPF)", "https://www.dataprivacyframework.gov/"),),
        measures=(Line("Journaliser les opérations", "Toutes les actions de l’agent"), Line("Gérer les habilitations", "")),
        source="La personne elle-même, par sa commande.",
        information="Vos factures sont préparées avec l’aide d’un assistant automatique.",
        is_informed=True,
        decides_alone=False,
        automation="Une personne décide, l’agent prépare",
        agents=(
            Agent(
                "a1",
                "Facturier",
                "En service",
                "OpenClaw, Claude",
                "FR",
                "Alice Martin",
                (Right("Lire", "devis"), Right("Envoyer", "factures validées")),
            ),
        ),
        created_on=date(2026, 1, 12),
        updated_on=date(2026, 11, 12),
    )


def template_sheets() -> tuple[Sheet, ...]:
    """A sheet for each of the models of agents that ship with the product, as the wizard leaves them: bases not confirmed yet."""
    return tuple(_from_template(number, model) for number, model in enumerate(document("modeles_agents")["items"], 1))


def _from_template(number: int, model: dict[str, Any]) -> Sheet:
    bases, data, terms = vocabulary("bases_legales"), vocabulary("categories_donnees"), vocabulary("durees_conservation")
    people, recipients = vocabulary("categories_personnes"), vocabulary("destinataires")
    sensitive = {code: data[code].extra.get("niveau") == "sensible" for code in model["donnees"] if code in data}
    durations = [terms[code] for code in model["durees"] if code in terms]
    kept = durations[0].extra if durations else {}
    is_processor = model["role_rgpd"] != "responsable"
    return Sheet(
        id=f"00000000-0000-4000-8000-{number:012d}",
        number=number,
        title=model["nom_fr"],
        is_processor=is_processor,
        purpose=model["finalite_fr"] + ".",
        sub_purposes=tuple(model["sous_finalites_fr"]),
        clients=(CLIENT,) if is_processor else (),
        grounds=tuple(
            Ground(b["finalite_fr"], _label(bases, b["base"]), _ref(bases, b["base"]), b["justification_fr"], number % 3 != 0)
            for b in model["bases_legales"]
        ),
        people=tuple(
            Line(_label(people, code), "", str(people[code].extra.get("liste_cnil_ods", "")))
            for code in model["personnes"]
            if code in people
        ),
        data=tuple(
            Data(
                data[code].label,
                data[code].explanation,
                str(kept.get("base_active_fr") or ""),
                str(kept.get("archivage_fr") or "").replace("—", ""),
                sensitive[code],
                **_rule(durations),
                nature=NATURES.get(str(data[code].extra.get("niveau")), Nature.ORDINARY),
            )
            for code in sensitive
        ),
        has_sensitive_data=any(sensitive.values()) if number != 5 else None,
        recipients=tuple(
            Recipient(_label(recipients, code), "", str(recipients[code].extra.get("type_cnil_ods", ""))) for code in model["destinataires"]
        ),
        has_transfers=False,
        measures=(
            Line("Journaliser les opérations", "Journal scellé, conservé 12 mois"),
            Line("Gérer les habilitations", "Droits revus chaque mois"),
        ),
        source="La personne elle-même.",
        people_rights=() if is_processor else ("accès (art.\u00a015)", "rectification (art.\u00a016)", "effacement (art.\u00a017)"),
        information=model["texte_information_fr"],
        agents=(
            Agent(f"a{number}", model["nom_fr"].split()[0], "En service", "OpenClaw, Claude", "FR", "Alice Martin", tuple(_rights(model))),
        ),
        created_on=date(2026, 1, 12),
        updated_on=date(2026, 11, 12),
    )


def _rule(durations: list[Term]) -> dict[str, Any]:
    """What the ready rule of a duration brings."""
    if not durations:
        return {}
    rule = durations[0]
    told = {"retention_rule": rule.label, "retention_source": rule.ref, "retention_start": str(rule.extra.get("point_de_depart_fr") or "")}
    return {**told, "retention_weight": "usage", "must_verify_retention": rule.must_be_verified}


def _rights(model: dict[str, Any]) -> list[Right]:
    allowed = model["permissions_conseillees"]
    return [Right(word, what) for verb, word in VERBS for what in allowed.get(verb) or ()]


def _label(terms: Mapping[str, Term], code: str) -> str:
    return terms[code].label if code in terms else code


def _ref(terms: Mapping[str, Term], code: str) -> str:
    return terms[code].ref.removeprefix("RGPD ") if code in terms else ""

"""The groups of lines of a sheet, in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """One group of lines. `words`: vocabularies to explain; `asks`: the field a yes or a no answers, and its words."""

    title: str
    lead: str
    add: str
    words: tuple[str, ...] = ()
    asks: str = ""
    question: str = ""
    none: str = ""


GROUPS = {
    "purposes": Group("Finalités", "Pourquoi vous utilisez ces données, et ce qui l’autorise.", "Ajouter une finalité", ("bases_legales",)),
    "data": Group(
        "Données",
        "Chaque catégorie de données a sa propre durée de conservation.",
        "Ajouter une catégorie",
        ("categories_donnees", "durees_conservation", "exceptions_art9", "autorisations_nir_infractions"),
        "has_sensitive_data",
        "Y a-t-il des données sensibles (santé, opinions, infractions…)\u00a0?",
        "Aucune donnée sensible",
    ),
    "people": Group("Personnes concernées", "À qui sont ces données.", "Ajouter des personnes", ("categories_personnes",)),
    "recipients": Group(
        "Destinataires", "Qui reçoit ou voit ces données, agents et fournisseurs compris.", "Ajouter un destinataire", ("destinataires",)
    ),
    "transfers": Group(
        "Hors de l’Union européenne",
        "Un fournisseur américain, même hébergé en Europe, peut être un transfert.",
        "Ajouter un transfert",
        ("transferts", "pays_adequats"),
        "has_transfers",
        "Des données sortent-elles de l’Union européenne\u00a0?",
        "Aucun transfert hors de l’Union",
    ),
    "measures": Group("Sécurité", "Comment vous protégez ces données.", "Ajouter une mesure", ("mesures_securite",)),
    "joint": Group(
        "Responsables conjoints",
        "Une autre entreprise décide avec vous pourquoi et comment. Vide si vous décidez seul.",
        "Ajouter un responsable conjoint",
    ),
    "clients": Group("Clients", "Pour qui vous faites ce traitement, et sur quelles instructions.", "Ajouter un client"),
}

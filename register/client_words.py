"""The words of the sheet for clients: theirs, not the law's. « Vous » are they, « nous » is the company."""

from inventory.enums import Verb

DATA = {
    "etat_civil": "votre nom et ce qui vous identifie",
    "coordonnees": "vos coordonnées",
    "documents_identite": "votre pièce d’identité",
    "image_voix": "votre photo ou votre voix",
    "vie_personnelle": "votre vie personnelle",
    "vie_professionnelle": "votre vie professionnelle",
    "candidature": "votre candidature",
    "evaluation_rh": "vos évaluations",
    "formation": "votre suivi de formation",
    "eco_financier": "votre situation financière",
    "bancaire": "vos coordonnées bancaires",
    "carte_paiement": "votre carte de paiement",
    "fiscal": "vos données fiscales",
    "remuneration": "votre rémunération",
    "facturation": "vos commandes et vos factures",
    "connexion": "vos connexions",
    "identifiants_acces": "vos identifiants",
    "internet": "votre navigation sur notre site",
    "localisation": "vos déplacements",
    "correspondances": "vos messages",
    "nir": "votre numéro de Sécurité sociale",
    "sante": "votre santé",
}
RECIPIENTS = {
    "service_interne": "les personnes de l’entreprise qui en ont besoin",
    "direction": "la direction de l’entreprise",
    "fournisseur_llm": "l’entreprise dont l’assistant utilise l’intelligence artificielle",
    "editeur_agent": "l’éditeur de l’assistant",
    "plateforme_automatisation": "l’outil qui relie nos logiciels",
    "hebergeur": "notre hébergeur",
    "infogerant": "notre prestataire informatique",
    "editeur_logiciel": "l’éditeur de notre logiciel",
    "expert_comptable": "notre expert-comptable",
    "banque": "notre banque",
    "administration_fiscale": "l’administration fiscale",
    "organismes_sociaux": "les organismes sociaux",
    "avocat_conseil": "notre avocat",
    "clients_de_l_entreprise": "nos clients",
}
VERBS = {Verb.READ: "Lire", Verb.EDIT: "Modifier", Verb.DELETE: "Supprimer", Verb.SEND: "Envoyer", Verb.COMMAND: "Lancer des programmes"}
# Why it is allowed (art. 6), and the same when a sentence of the company gives the reason.
BASES = {
    "consentement": "Vous avez dit oui à cet usage. Vous pouvez changer d’avis à tout moment.",
    "contrat": "Nous en avons besoin pour tenir le contrat passé avec vous, ou préparer le devis que vous demandez.",
    "obligation_legale": "La loi nous l’impose.",
    "interets_vitaux": "Il s’agit de protéger la vie d’une personne.",
    "mission_interet_public": "Nous remplissons une mission de service public. Vous pouvez vous y opposer.",
    "interet_legitime": "Nous avons une raison professionnelle de le faire. Vous pouvez vous y opposer.",
}
REASONED = {
    "obligation_legale": "La loi nous l’impose\u00a0: {reason}.",
    "mission_interet_public": "Nous remplissons une mission de service public\u00a0: {reason}. Vous pouvez vous y opposer.",
    "interet_legitime": "Nous avons une raison professionnelle de le faire\u00a0: {reason}. Vous pouvez vous y opposer.",
}
# What a forbidden action starts with, and the right that would allow it.
FIRST_WORDS = {
    Verb.READ: ("lire", "voir", "chercher", "ouvrir", "indexer", "consulter"),
    Verb.EDIT: ("modifier", "changer", "écrire", "ajouter", "valider", "clore"),
    Verb.DELETE: ("supprimer", "effacer"),
    Verb.SEND: ("envoyer", "transmettre", "publier", "répondre", "contacter", "inviter", "relancer"),
    Verb.COMMAND: ("exécuter", "installer", "lancer"),
}
RIGHTS = {"effacement": "les faire effacer", "opposition": "vous opposer à leur usage", "portabilite": "les récupérer pour un autre usage"}

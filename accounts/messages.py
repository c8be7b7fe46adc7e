"""French sentences of what this app records."""

ACTS = {
    "company.opened": "{by} a ouvert le dossier de l’entreprise « {subject} »",
    "company.changed": "{by} a changé la fiche de l’entreprise « {subject} »\u00a0: {changed}",
    "person.joined": "{subject} a rejoint l’entreprise ({role}), par {by}",
    "person.renamed": "{before} s’appelle maintenant {subject}",
    "person.link_made": "{by} a fait un lien à usage unique pour {subject}\u00a0: {purpose}",
    "person.link_used": "{subject} a utilisé son lien à usage unique\u00a0: {purpose}",
    "person.sessions_ended": "{by} a fermé toutes les sessions de {subject}",
    "password.changed": "{subject} a changé son mot de passe",
    "password.reset": "{by} a permis à {subject} de choisir un nouveau mot de passe",
    "factor.added": "{subject} a ajouté une application de codes, «\u00a0{device}\u00a0»",
    "factor.removed": "{subject} a retiré une application de codes, «\u00a0{device}\u00a0»",
    "factor.codes_made": "{subject} a fait une nouvelle feuille de codes imprimés",
    "factor.reset": "{by} a retiré la double vérification de {subject}, qui devra en faire une nouvelle",
    "signin.opened": "{subject} a ouvert une session",
    "signin.opened_with_paper": "{subject} a ouvert une session avec un code imprimé (restent\u00a0: {left})",
    "signin.refused": "Un essai de connexion au compte de {subject} a échoué\u00a0: mot de passe faux",
    "signin.code_refused": "Un essai de connexion au compte de {subject} a échoué\u00a0: code de sécurité faux",
    "signin.locked": "Les essais de connexion au compte de {subject} sont suspendus pour un moment\u00a0: trop d’erreurs",
    "signin.closed": "{subject} a fermé sa session",
}

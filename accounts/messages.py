"""French sentences of what this app records."""

ACTS = {
    "company.opened": "{by} a ouvert le dossier de l’entreprise «\u00a0{subject}\u00a0»",
    "company.changed": "{by} a changé la fiche de l’entreprise «\u00a0{subject}\u00a0»\u00a0: {changed}",
    "person.joined": "{subject} a rejoint l’entreprise ({role}), par {by}",
    "person.renamed": "{before} s’appelle maintenant {subject}",
    "person.link_made": "Compte {subject}\u00a0: lien à usage unique fait par {by} ({purpose})",
    "person.link_used": "{subject} a utilisé son lien à usage unique ({purpose})",
    "person.sessions_ended": "Compte {subject}\u00a0: toutes les sessions ont été fermées par {by}",
    "password.changed": "{subject} a changé son mot de passe",
    "password.reset": "Compte {subject}\u00a0: mot de passe annulé par {by}, un nouveau est à choisir",
    "factor.added": "{subject} a ajouté une application de codes, «\u00a0{device}\u00a0»",
    "factor.removed": "{subject} a retiré une application de codes, «\u00a0{device}\u00a0»",
    "factor.codes_made": "{subject} a fait une nouvelle feuille de codes imprimés",
    "factor.reset": "Compte {subject}\u00a0: double vérification retirée par {by}, à refaire",
    "signin.opened": "{subject} a ouvert une session",
    "signin.opened_with_paper": "{subject} a ouvert une session avec un code imprimé (restent\u00a0: {left})",
    "signin.refused": "Compte {subject}\u00a0: un essai de connexion a échoué, mot de passe faux",
    "signin.code_refused": "Compte {subject}\u00a0: un essai de connexion a échoué, code de sécurité faux",
    "signin.locked": "Compte {subject}\u00a0: essais de connexion suspendus un moment, trop d’erreurs",
    "signin.closed": "{subject} a fermé sa session",
}

"""French sentences: of the acts recorded here, and of what a mail server may answer, with what to do about it."""

ACTS = {
    "message.retried": "{by} a demandé un nouvel essai du message «\u00a0{subject}\u00a0»",
}

REASONS = {
    "password": (
        "Le serveur refuse l’identifiant ou le mot de passe. Recopiez-les. "
        "Beaucoup de fournisseurs demandent un mot de passe d’application."
    ),
    "name": "Ce nom de serveur n’existe pas. Vérifiez son orthographe dans l’aide de votre fournisseur.",
    "refused": "Le serveur n’accepte pas la connexion. Vérifiez le port. Un pare-feu peut aussi la bloquer.",
    "certificate": "Le certificat du serveur n’est pas valable pour ce nom. Vérifiez le nom du serveur. Ne continuez pas sans cela.",
    "timeout": "Le serveur ne répond pas à temps. Vérifiez le nom et le port, ou réessayez dans quelques minutes.",
    "sender": "Le serveur refuse cette adresse d’expéditeur. Mettez l’adresse de la boîte dont vous donnez l’identifiant.",
    "protection": "Le serveur ne parle pas avec cette protection. Choisissez l’autre (STARTTLS ou TLS), avec le port qui va avec.",
    "recipient": "Le serveur refuse l’adresse du destinataire. Vérifiez-la auprès de cette personne.",
    "content": "Le serveur refuse ce message. Voyez sa réponse avec votre fournisseur.",
    "sealed": "Les clés du serveur ont changé\u00a0: ce message ne peut plus être lu, ni envoyé. Faites un nouveau lien.",
    "later": "Le serveur demande d’attendre. Garde-fou réessaie tout seul.",
    "busy": "Deux autres essais sont en cours. Réessayez dans une minute.",
    "cut": "Le serveur a coupé la conversation. Garde-fou réessaie tout seul.",
    "network": "Le serveur ne peut pas être joint. Vérifiez la connexion à Internet de cette machine.",
    "unset": "La messagerie n’est pas réglée. Le message partira quand elle le sera.",
}

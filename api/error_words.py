"""Each refusal explained to whoever writes an agent: why it is said, and what to do. Shown at the address of its `type`."""

WORDS: dict[str, tuple[str, str]] = {
    "invalid-request": (
        "Le corps, un en-tête ou un paramètre n’est pas écrit comme attendu. Le champ « detail » nomme ce qui gêne.",
        "Corrigez l’appel. Le renvoyer tel quel donnera la même réponse.",
    ),
    "unauthorized": (
        "L’en-tête « Authorization: Bearer gf_… » manque, ou la clé est inconnue, retirée, ou appelée d’ailleurs que permis.",
        "Vérifiez la variable qui porte la clé. Au besoin, faites-en faire une autre sur « Brancher cet agent ».",
    ),
    "wrong-scope": (
        "La clé est bonne, mais n’a pas été faite pour cet appel. Le champ « detail » nomme ce qui lui manque.",
        "Faites faire une clé qui le permet.",
    ),
    "agent-suspended": (
        "Une personne a arrêté cet agent, l’a mis en pause ou l’a retiré. Ses demandes et ses accords ne valent plus rien.",
        "N’agissez pas. Continuez de dire ce qui est fait\u00a0: le journal reste ouvert.",
    ),
    "not-found": (
        "Cette adresse n’existe pas, ou ce qu’elle nomme n’est pas à cet agent.",
        "Vérifiez l’identifiant. Une demande ne se lit qu’avec une clé de l’agent qui l’a faite.",
    ),
    "method-not-allowed": (
        "Cette adresse existe, mais pas pour cette méthode. L’en-tête « Allow » dit lesquelles.",
        "Changez de méthode.",
    ),
    "already-decided": (
        "Quelqu’un a répondu, ou le temps est passé, avant votre appel.",
        "Relisez la demande, puis suivez sa réponse.",
    ),
    "action-changed": (
        "L’empreinte envoyée n’est pas celle de l’action accordée.",
        "N’agissez pas. Demandez un accord pour l’action que vous allez vraiment faire.",
    ),
    "not-approved": (
        "La demande attend encore, a été refusée ou retirée, ou son accord a plus d’un jour.",
        "N’agissez pas. Relisez la demande\u00a0; au besoin, faites-en une autre.",
    ),
    "already-consumed": (
        "Cet accord a déjà servi. Un accord vaut une seule action.",
        "N’agissez pas une seconde fois. Vérifiez si la première a été faite.",
    ),
    "rule-changed": (
        "Une limite a changé depuis l’accord\u00a0: il ne vaut plus.",
        "N’agissez pas. Demandez de nouveau, avec un autre Idempotency-Key.",
    ),
    "too-large": (
        "L’envoi est plus gros, ou plus nombreux, que ce qui est lu ici. Le champ « detail » donne la limite.",
        "Envoyez en plusieurs fois.",
    ),
    "unsupported-type": (
        "Le type de contenu ou la compression n’est pas lu à cette adresse.",
        "Envoyez « Content-Type: application/json » (ou ce que la documentation de cette adresse dit).",
    ),
    "idempotency-mismatch": (
        "Le même Idempotency-Key a déjà nommé un autre contenu.",
        "Donnez un nom propre à chaque étape\u00a0: flux, référence et étape, par exemple.",
    ),
    "rate-limited": (
        "Trop d’appels dans la minute, ou cent demandes attendent déjà une réponse.",
        "Attendez le nombre de secondes de l’en-tête « Retry-After », puis renvoyez le même appel.",
    ),
    "server-error": (
        "Garde-fou a rencontré une erreur. Rien de cet appel n’a été enregistré.",
        "N’agissez pas. Renvoyez le même appel plus tard\u00a0; si cela dure, prévenez la personne qui administre Garde-fou.",
    ),
    "unavailable": (
        "La base de données ne répond pas ou ne peut rien écrire pour l’instant.",
        "N’agissez pas. Renvoyez le même appel après les secondes de « Retry-After ».",
    ),
}

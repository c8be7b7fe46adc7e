"""French sentences of what this app records."""

ACTS: dict[str, str] = {
    "stop.all": "{by} a arrêté tous les agents",
    "stop.agent": "{by} a coupé l’agent «\u00a0{second}\u00a0»",
    "stop.account_revoked": "{by} a retiré un accès à l’agent «\u00a0{second}\u00a0»\u00a0: {what}",
    "stop.account_restored": "{by} a décoché un accès retiré à l’agent «\u00a0{second}\u00a0»\u00a0: {what}",
    "stop.lifted_all": "{by} a levé l’arrêt de tous les agents\u00a0: {why}",
    "mandate.given": "{by} a donné à {subject} le pouvoir d’approuver\u00a0: {what}",
    "mandate.ended": "{by} a retiré à {subject} le pouvoir d’approuver\u00a0: {what}",
    "stop.lifted_agent": "{by} a remis en route l’agent «\u00a0{second}\u00a0»\u00a0: {why}",
    "request.asked": "{by} a demandé\u00a0: {second}",
    "request.approved": "{by} a accordé à «\u00a0{subject}\u00a0»\u00a0: {second}",
    "request.one_yes": "{by} a dit oui à «\u00a0{subject}\u00a0», une deuxième personne doit encore répondre\u00a0: {second}",
    "request.denied": "{by} a refusé à «\u00a0{subject}\u00a0»\u00a0: {second}",
    "request.cancelled": "{by} a retiré sa demande\u00a0: {second}",
    "request.consumed": "{by} a utilisé son accord\u00a0: {second}",
    "request.expired": "Sans réponse à temps, donc refusé à «\u00a0{subject}\u00a0»\u00a0: {second}",
    "limit.set": "{by} a fixé une limite à {whom}\u00a0: {words}",
    "limit.ended": "{by} a retiré une limite à {whom}\u00a0: {words}",
}

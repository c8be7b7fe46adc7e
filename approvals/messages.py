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
}

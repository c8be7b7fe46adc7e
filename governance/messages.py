"""French sentences of what the front door records."""

ACTS = {
    "backup.phrase_made": "{by} a fait une nouvelle phrase de sauvegarde",
    "backup.phrase_checked": "{by} a vérifié la phrase des sauvegardes sur son papier",
    "backup.restored": "La sauvegarde du {made_at} a été remise en place, par {by}",
}

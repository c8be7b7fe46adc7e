"""Sentences of the record about agents' keys."""

ACTS = {
    "key.made": "{by} a fait une clé pour l’agent «\u00a0{subject}\u00a0» ({start}…)",
    "key.ended": "{by} a retiré la clé {start}… de l’agent «\u00a0{subject}\u00a0»",
    "key.replaced": "{by} a remplacé la clé {start}… de l’agent «\u00a0{subject}\u00a0»\u00a0; l’ancienne ouvre encore jusqu’au {until}",
    "key.seen_elsewhere": "La clé {start}… de l’agent «\u00a0{subject}\u00a0» a servi depuis une nouvelle adresse\u00a0: {address}",
}

"""French sentences of what this app records."""

ACTS = {
    "company.opened": "{by} a ouvert le dossier de l’entreprise « {subject} »",
}

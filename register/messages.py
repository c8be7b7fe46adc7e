"""French sentences of what this app records."""

ACTS: dict[str, str] = {
    "register.export_asked": "{by} a demandé le {subject} ({format})",
    "register.export_ready": "{by} a préparé le {subject} ({format})",
    "register.export_failed": "{by} n’a pas pu préparer le {subject} ({format})",
    "register.export_cancelled": "{by} a annulé la préparation du {subject} ({format})",
}

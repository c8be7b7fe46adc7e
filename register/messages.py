"""French sentences of what this app records."""

ACTS: dict[str, str] = {
    "register.export_asked": "{by} a demandé le {subject} ({format})",
    "register.export_ready": "{subject} préparé ({format}), empreinte du fichier\u00a0: {sha256}",
    "register.export_failed": "{subject} n’a pas pu être préparé ({format})",
    "register.export_cancelled": "{by} a annulé la préparation du {subject} ({format})",
}

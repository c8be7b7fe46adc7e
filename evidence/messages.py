"""The sentences of the record about dossiers."""

ACTS: dict[str, str] = {
    "dossier.asked": "{by} a demandé le {subject}",
    "dossier.cancelled": "{by} a annulé la préparation du {subject}",
    "dossier.sealed": "Garde-fou a scellé la liste des pièces du {subject}\u00a0: {sha256}",
    "dossier.ready": "Le {subject} est prêt",
    "dossier.failed": "Le {subject} n’a pas pu être préparé",
    "dossier.downloaded": "{by} a téléchargé le {subject}",
    "dossier.deleted": "{by} a supprimé le fichier du {subject}",
}

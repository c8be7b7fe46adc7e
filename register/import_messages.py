"""French sentences of what an import records."""

IMPORT_ACTS: dict[str, str] = {
    "import.read": "{by} a lu le registre «\u00a0{subject}\u00a0», sans rien créer",
    "import.applied": "{by} a importé le registre «\u00a0{subject}\u00a0»\u00a0: {created} créé(s), {left} laissé(s) de côté",
    "processing.merged": "{by} a repris sur la fiche «\u00a0{subject}\u00a0», depuis «\u00a0{file}\u00a0»\u00a0: {what}",
    "import.dropped": "{by} a écarté le registre «\u00a0{subject}\u00a0», sans rien créer",
    "assessment.imported": "{by} a importé l’AIPD «\u00a0{subject}\u00a0», depuis «\u00a0{file}\u00a0»",
    "assessment.attached": "{by} a rattaché l’AIPD «\u00a0{subject}\u00a0» à la fiche {second}",
    "assessment.detached": "{by} a détaché l’AIPD «\u00a0{subject}\u00a0» de la fiche {second}",
}

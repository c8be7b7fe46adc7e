"""Sentences of the record about the journal."""

ACTS = {
    "action.done": "{by}\u00a0: {words}",
    "deposit.read": "{by} a lu le fichier «\u00a0{subject}\u00a0» pour le journal de «\u00a0{agent}\u00a0»",
    "deposit.applied": "{by} a ajouté le fichier «\u00a0{subject}\u00a0» au journal de «\u00a0{agent}\u00a0» (actions\u00a0: {kept})",
    "deposit.dropped": "{by} a écarté le fichier «\u00a0{subject}\u00a0»\u00a0: rien n’est ajouté au journal de «\u00a0{agent}\u00a0»",
    "tool.said": "{by} a dit ce que fait l’outil «\u00a0{subject}\u00a0» ({whose})\u00a0: {words} (avant\u00a0: {before})",
    "tool.unsaid": "{by} a retiré son mot sur l’outil «\u00a0{subject}\u00a0» ({whose})\u00a0: {words} (avant\u00a0: {before})",
}

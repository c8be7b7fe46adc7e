"""The sentences of the record about reviews."""

ACTS: dict[str, str] = {
    "review.late": "La {subject} n’est pas signée à temps. Elle attend\u00a0: {people}",
    "review.opened": "{by} a ouvert la {subject}\u00a0: {points}",
    "review.empty": "La {subject} n’avait rien à relire\u00a0: ni droit ni compte pour {agents}",
    "review.answered": "{by} a répondu «\u00a0{verdict}\u00a0» au point {point} de la {subject}",
    "review.kept": "{by} a gardé ensemble des droits sans remarque de la {subject}\u00a0: {number}",
    "review.signed": "{by} a signé la {subject}\u00a0: {counted}",
    "review.printed": "Le compte rendu de la {subject} est prêt",
    "remedy.opened": "{by} a noté une suite à donner au point {point} de la {subject}\u00a0: {what}",
    "remedy.done": "{by} a donné suite au point {point} de la {subject}\u00a0: {what}",
    "remedy.reopened": "{by} a repris la suite à donner au point {point} de la {subject}\u00a0: {what}",
    "rhythm.set": "{by} a réglé le rythme des revues\u00a0: {words}",
}

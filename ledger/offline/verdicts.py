"""The French words of what a check found, and which promises hold."""

from ledger.offline.checker import Report

VERDICTS = {
    "intact": "INTACT : rien n’a été changé, retiré ni ajouté sous les points de contrôle signés.",
    "restored": "RESTAURÉ : le journal dit lui-même qu’une sauvegarde a été remise en place ; le reste est intact.",
    "altered": "ALTÉRÉ : ce journal n’est pas celui qui a été signé.",
}
UNSIGNED = "RIEN DE SIGNÉ ENCORE : aucun point de contrôle ne dit ce que ce journal devait contenir."
COMPARE = "Dernier point de contrôle, à comparer avec celui que vous aviez imprimé ou reçu :"
HOLDS = (
    "Qui change la base de données sans avoir la clé se fait prendre : la vérification nomme la première ligne touchée.",
    (
        "Qui prend tout le serveur, clé comprise, se fait prendre aussi, pour tout ce qui précède un point de contrôle parti de chez vous "
        "(e-mail du jour, papier, ancien export). Comparez ce point avec cet export."
    ),
)
HOLDS_NOT = (
    "Ce qu’un agent a rapporté de faux dès le départ : le journal prouve ce qui a été écrit, pas que c’était vrai.",
    "Les lignes écrites après le dernier point de contrôle.",
    "Un agent qui tourne sous le même compte que Garde-fou, sur la même machine.",
)


def verdict_sentence(report: Report) -> str:
    """One sentence. Nothing is called intact that nobody signed."""
    return UNSIGNED if report.verdict == "intact" and not report.covered else VERDICTS[report.verdict]


def verdict_words(report: Report) -> str:
    """One sentence, then what was read."""
    told = f"{many(report.rows, 'ligne lue', 'lignes lues')}, {many(report.checkpoints, 'point', 'points')} de contrôle."
    return f"{verdict_sentence(report)}\n{told}"


def many(number: int, one: str, several: str) -> str:
    """« 1 ligne », « 2 lignes »."""
    return f"{number} {several if number > 1 else one}"

"""The sentences of the record about alerts."""

ACTS: dict[str, str] = {
    "alert.raised": "{by} a relevé que «\u00a0{subject}\u00a0» {words}",
    "alert.seen": "{by} a vu l’alerte sur «\u00a0{subject}\u00a0», qui {words}\u00a0: {answer}",
}

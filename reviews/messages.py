"""The sentences of the record about reviews."""

ACTS: dict[str, str] = {
    "review.opened": "{by} a ouvert la {subject}\u00a0: {points}",
}

"""The sentences of the record about alerts."""

ACTS: dict[str, str] = {}

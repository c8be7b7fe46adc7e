"""French sentences of what this app records."""

ACTS: dict[str, str] = {}

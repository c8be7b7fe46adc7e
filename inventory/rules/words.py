"""Words cut to a length."""


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, the last one « … » when something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"

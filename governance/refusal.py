"""The one error that is shown to the owner as it is: a French sentence, no traceback."""


class Refused(RuntimeError):
    """Says in French what stands in the way and what mends it."""

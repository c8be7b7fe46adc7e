"""A container that holds whatever is asked: « all of them », where a set would have to name each."""


class Every:
    """Holds everything."""

    def __contains__(self, _: object) -> bool:
        return True


EVERY = Every()

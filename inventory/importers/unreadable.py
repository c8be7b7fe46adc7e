"""A file that cannot be read, said so that its owner knows what to mend; never with a word of the file."""


class Unreadable(Exception):
    """`args[0]` is a French sentence."""

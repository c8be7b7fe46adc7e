"""A choice's label that carries its own explanation, for answers shown as cards. No Django."""


class Hinted(str):
    """The label of a choice, with one sentence under it: `("none", Hinted("Rien du tout", "Il prépare, une personne envoie."))`."""

    hint: str

    def __new__(cls, label: str, hint: str = "") -> "Hinted":
        made = super().__new__(cls, label)
        made.hint = hint
        return made

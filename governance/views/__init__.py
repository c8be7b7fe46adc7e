"""The pages of the front door."""

from governance.views.help import help_index, help_page
from governance.views.home import home

__all__ = ["help_index", "help_page", "home"]

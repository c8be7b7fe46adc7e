"""The pages of the front door."""

from governance.views.home import home

__all__ = ["home"]

"""A week to review is at hand."""

from tests.presses import faces  # noqa: F401
from tests.reviews.weeks import week  # noqa: F401

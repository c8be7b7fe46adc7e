"""A week to review is at hand."""

from tests.reviews.weeks import week  # noqa: F401

"""Printing fixtures for the tests of the PDF library."""

from tests.presses import faces, printed, printing  # noqa: F401

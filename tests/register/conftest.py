"""Printing fixtures for the register's own tests."""

from tests.presses import faces, printed, printing  # noqa: F401

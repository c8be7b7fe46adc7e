"""Version 1 of what agents call."""

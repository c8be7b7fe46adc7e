"""Encrypted copies of the whole installation, and its return on an empty machine. Why age, why a phrase on paper: docs/dev/adr/0010."""

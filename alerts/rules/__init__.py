"""What is unusual, from plain values."""

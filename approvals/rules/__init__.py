"""What is true of powers, limits and stops, from plain values."""

"""What is true of actions, from plain values."""

"""What agents did: how it comes in, and how it is read."""

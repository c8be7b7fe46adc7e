"""What the watch and people do about alerts."""

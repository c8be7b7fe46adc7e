"""What the watch and the pages of alerts read."""

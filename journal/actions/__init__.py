"""What may be written in the journal."""

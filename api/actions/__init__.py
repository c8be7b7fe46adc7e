"""What may be written about keys."""

"""What pages and actions read of reviews."""

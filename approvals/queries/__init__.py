"""What pages and decisions read."""

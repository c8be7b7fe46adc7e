"""Pages of stops, limits, powers and demands."""

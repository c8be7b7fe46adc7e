"""What changes: stops, powers, limits, demands and their answers."""

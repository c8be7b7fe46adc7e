"""What people and the server do to companies, people and factors. Each act is sealed in the same transaction."""

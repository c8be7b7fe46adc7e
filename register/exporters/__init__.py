"""The register in the formats other programs read. Pure: a frozen RegisterBook in, bytes out; the same book gives the same bytes."""

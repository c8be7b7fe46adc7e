"""A whole Garde-fou under load: for the tests that flood it, and for benchmarks."""

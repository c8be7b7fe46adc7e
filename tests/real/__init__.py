"""Real agent programs against a real Garde-fou: `make test-real`. Not part of `make test`: these files are not named test_*.py."""

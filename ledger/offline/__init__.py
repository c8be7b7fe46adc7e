"""What checks a record without Garde-fou: pure standard library, joined into one file for each export (ledger.offline.joined)."""

"""Tables that travel: spreadsheets and CSV files read as plain cells, written so that nothing in them can run. Knows no company."""

"""Agents as a spreadsheet, out and back: the columns, the file written, the file read, what it would change, the one act."""

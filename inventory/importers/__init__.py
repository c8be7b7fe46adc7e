"""Files that tell of an agent: text in, frozen values out. No database, no web; the value of a secret is never kept."""

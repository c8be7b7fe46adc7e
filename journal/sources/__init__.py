"""From what other programs write to `Reported`: bytes in, actions out. Pure: no database, no clock."""

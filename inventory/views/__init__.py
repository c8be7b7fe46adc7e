"""HTTP in, HTML out: load what is yours, one action or one read, one answer."""

"""What agents call, over HTTP, and the keys they call with."""

"""Pages of sign-in, set-up, one-time links, account and company."""

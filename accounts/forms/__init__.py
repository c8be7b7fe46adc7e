"""Forms of sign-in, set-up, account and company, with their French sentences."""

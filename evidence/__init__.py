"""The dossier of a period: register, reviews, approvals, stops and the sealed record, as one file that anybody can check."""

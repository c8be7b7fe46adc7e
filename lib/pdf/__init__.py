"""HTML to tagged PDF (PDF/UA-1, PDF/A-3a marks): chunks rendered apart, kept by content, then joined. Knows no model, no company."""

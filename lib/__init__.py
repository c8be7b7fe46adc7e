"""Pure helpers: money, dates, canonical JSON, PDF. They know nothing of companies or agents."""

"""Impact assessments (AIPD) made with the CNIL's free tool: read from its JSON, shown, given back as they came."""

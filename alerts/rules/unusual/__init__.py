"""An agent's week held against its usual: what was declared first, then volumes by median and spread. Pure: series in, findings out."""

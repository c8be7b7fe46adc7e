"""Field shapes and their words. A form never saves: it gives plain values to an action."""

"""The engine of settings.DATABASES."""

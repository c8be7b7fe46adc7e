"""A sample company, to look around before one’s own: menuiserie.yaml says what, loading.py makes it through the product’s own actions."""

"""How the product is run: its place behind a proxy, its log, its figures, its health."""

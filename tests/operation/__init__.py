"""How the product is run: its front, its log, its figures, its installation."""

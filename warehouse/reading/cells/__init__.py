"""Read one cell by its column's type, a module per type: canonical text, None, or a problem."""

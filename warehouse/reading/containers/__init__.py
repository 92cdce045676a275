"""One module per container: bytes in, a `Book` of sheets out."""

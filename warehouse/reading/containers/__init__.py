"""Open the file formats: bytes in, a `Book` of sheets out; a reader per format."""

"""One module per kind of cell: a cell in; canonical text, None for a blank, or a problem out."""

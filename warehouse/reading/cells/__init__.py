"""One module per kind of cell: a cell in; its canonical text, None for a blank, or a problem out."""

"""A sheet as a grid of cells, as a spreadsheet program shows it."""

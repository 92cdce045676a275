"""Finding the table of a form in a sheet."""

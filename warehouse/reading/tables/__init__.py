"""Find the tables of forms in a sheet: headers, rows, and the text around them."""

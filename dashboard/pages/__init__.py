"""The pages, one file each: pick filters, read a view, draw."""

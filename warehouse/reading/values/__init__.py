"""Read typed rows from recognised tables, and check them."""

"""What differs between two schemes, in sentences: heading, readings, clauses, roster, forms."""

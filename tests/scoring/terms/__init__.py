"""Terms by columns and by fractions."""

"""The page of one assessed unit, down to each lost point and its cell."""

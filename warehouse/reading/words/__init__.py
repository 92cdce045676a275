"""Chinese texts: folding of spellings, numerals, and the periods that texts name."""

"""Charts: one colour for each meaning, one grammar, and pictures of them for papers."""

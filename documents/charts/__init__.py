"""Charts: one colour for each meaning, one look, and pictures of them for documents."""

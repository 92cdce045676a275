"""Read an uploaded file: bytes in; tables, questions and errors out. Knows no store."""

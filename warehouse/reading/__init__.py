"""The importer's eyes: a file's bytes in; tables, questions and faults out."""

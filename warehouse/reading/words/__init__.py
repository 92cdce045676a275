"""Chinese words and numerals in headers and cells."""

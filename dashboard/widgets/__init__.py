"""Components that pages are built from: table, chart, downloads, error box, and browser files."""

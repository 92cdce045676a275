"""The dull twin: spec/scoring.md once more, in plain Python, to hold the fast code against."""

"""Sign-in pages: password, second step, recovery codes."""

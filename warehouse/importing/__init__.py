"""From a file to a stored batch, and back."""

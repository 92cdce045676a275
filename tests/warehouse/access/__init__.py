"""Claims about who may do what."""

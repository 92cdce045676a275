"""Sign-in through a real provider."""

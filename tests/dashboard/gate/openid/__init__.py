"""Claims about sign-in through a provider."""

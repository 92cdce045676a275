"""The gate in front of everything that is served: who is asked in, and who stays outside."""

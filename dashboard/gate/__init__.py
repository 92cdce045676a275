"""The gate in front of the application: who may come in, and how users sign in."""

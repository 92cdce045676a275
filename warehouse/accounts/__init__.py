"""Acts on accounts, passwords, second steps and settings."""

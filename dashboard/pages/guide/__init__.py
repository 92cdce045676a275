"""The user guide, the rules of a notice and the terms."""

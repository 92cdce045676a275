"""Scores, ledgers and evidence computed from the stored facts."""

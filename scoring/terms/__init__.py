"""Arithmetic as data: terms that two evaluators compute, by columns and by fractions."""

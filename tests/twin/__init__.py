"""The dull twin of the rule language: one plain function a part, exact fractions, no Polars.

A scheme document as parsed TOML and plain `Facts` go in; `results.assess` gives totals, ranks and
grades, `results.part_scores` every clause and node. `cases/` holds worked cases as data, with
their clauses in the language, for any program that reads it; whole notices come from `seed`.
It imports nothing of the product, which an import contract holds.
"""

"""The dull twin of the rule language: one plain function a part, exact fractions, no Polars."""

"""The table of indicators with their rules and clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st

from scoring.scheme import Indicator


def show_rules(indicators: Sequence[Indicator], choices: Mapping[str, str]) -> None:
    """Show indicators with full points, rule in a sentence, clause and provider."""
    has_provider = any(one.provider for one in indicators)
    rows = [
        {
            "指标": f"{one.id} {one.name}",
            **({"满分": str(one.full)} if one.full else {}),
            "怎样计分": one.resolve(choices).describe(),
            "依据": one.clause,
            **({"数据提供": one.provider or ""} if has_provider else {}),
        }
        for one in indicators
    ]
    st.table(pl.DataFrame(rows), border="horizontal", hide_index=True, alt="指标与计分规则")

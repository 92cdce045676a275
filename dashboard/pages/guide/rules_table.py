"""The table of indicators with their rules and clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st

from scoring.scheme import Indicator


def show_rules(indicators: Sequence[Indicator], choices: Mapping[str, str]) -> None:
    """Show indicators with full points, rule in a sentence, clause and provider."""
    has_provider = any(indicator.provider for indicator in indicators)
    rows = [
        {
            "指标": f"{indicator.id} {indicator.name}",
            **({"满分": str(indicator.full)} if indicator.full else {}),
            "怎样计分": indicator.resolve(choices).describe(),
            "依据": indicator.clause,
            **({"数据提供": indicator.provider or ""} if has_provider else {}),
        }
        for indicator in indicators
    ]
    st.table(pl.DataFrame(rows), border="horizontal", hide_index=True, alt="指标与计分规则")

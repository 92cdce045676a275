"""Colours and fonts: one home for pages, charts and the browser's own widgets."""

from __future__ import annotations

from typing import Any

EARNED = "#2f6fb0"
LOST = "#d9694f"
PENDING = "#c9ced6"
BONUS = "#3d9970"
MEDIAN = "#8a94a3"
MARKED = "#fff3c4"
INK = "#1f2937"

FONT = (
    "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', "
    "'WenQuanYi Micro Hei', sans-serif"
)
"""The Chinese fonts that systems bring: nothing is fetched."""

THEME: dict[str, Any] = {
    "theme.base": "light",
    "theme.font": FONT,
    "theme.headingFont": FONT,
    "theme.codeFont": f"Consolas, Menlo, {FONT}",
    "theme.primaryColor": EARNED,
    "theme.backgroundColor": "#ffffff",
    "theme.secondaryBackgroundColor": "#f4f6f8",
    "theme.textColor": INK,
    "theme.borderColor": "#dde2e8",
    "theme.baseRadius": "small",
    "theme.baseFontSize": 15,
    "theme.headingFontSizes": ["1.7rem", "1.3rem", "1.1rem", "1rem", "0.9rem", "0.85rem"],
    "theme.headingFontWeights": [600, 600, 600, 600, 600, 600],
    "theme.metricValueFontSize": "1.6rem",
    "theme.paddingTop": "1rem",
    "theme.chartCategoricalColors": [EARNED, LOST, PENDING, BONUS, MEDIAN],
}

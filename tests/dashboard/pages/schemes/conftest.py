"""Fixtures of the page 考核方案."""

from __future__ import annotations

from tests.dashboard.pages.schemes.county_pages import bare, county

__all__ = ["bare", "county"]

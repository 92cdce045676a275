"""Saved views (常用视图): a page with its filters and the arrangement of its tables, by name."""

"""Response headers, own origin, page templates."""

"""HTTP without sessions: own origin, security headers, page templates, background tasks."""

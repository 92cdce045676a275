"""Server-side sessions, their cookies and known browsers."""

"""SQL only: migrations, base, marts, pages, checks. Read by path, imported by nobody."""

"""SQL only: migrations, views (base, marts, pages, checks), and the queries of each part of the
warehouse in a folder of its name. Read by path, imported by nobody.
"""

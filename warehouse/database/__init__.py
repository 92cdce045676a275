"""One open database file: transactions, migrations, the audit record."""

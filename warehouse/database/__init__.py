"""One open database file: connection, transactions, migrations, and the audit record."""

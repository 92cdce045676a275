"""From facts to points: clauses become terms, terms become figures, ledger lines and ranks."""

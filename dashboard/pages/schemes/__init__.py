"""考核方案: publish schemes, compare versions, try clauses, choose readings, edit rosters."""

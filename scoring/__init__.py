"""Pure scoring, from scheme and facts to the ledger, without files, clock, database or screen."""

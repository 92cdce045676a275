"""Schemes: loaded from files, registered in versions, and looked up at a point of their history."""

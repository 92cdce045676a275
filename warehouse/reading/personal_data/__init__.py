"""Numbers that belong to a person are recognised at the door, and never kept."""

"""Scripts and styles of the widgets."""

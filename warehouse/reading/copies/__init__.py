"""Write annotated and masked copies of a file, and pictures of its cells."""

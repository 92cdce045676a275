"""A sheet as a grid of cells, as a person sees it."""

"""Cells as their keepers see them: what is struck out, raised, merged, or shown otherwise than it is held."""

"""Vietnamese cells as people write them: read what is certain, refuse what is not, say how to mend it."""

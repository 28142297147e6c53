"""Letters to leadership, data staff and units, each delivered once."""

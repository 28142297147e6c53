"""Market price feeds: fetched, sniffed, read as tables, turned into observations."""

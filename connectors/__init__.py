"""Input and output: landing, spreadsheets, feeds, reading of cells, warehouse, mail, demo data."""

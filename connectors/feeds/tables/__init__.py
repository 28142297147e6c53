"""A feed's bytes as a table: spreadsheets, delimited text, HTML, XML, JSON."""

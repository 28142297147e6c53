"""Where the table of a tab is: header, rows, totals, leftovers."""

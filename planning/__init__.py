"""Pure numbers: no input or output here."""

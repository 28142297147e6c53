"""Quantities, prices and units of measure as people type them."""

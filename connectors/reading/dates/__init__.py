"""Dates and windows as people type them."""

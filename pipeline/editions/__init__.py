"""Editions of the reports: month, interim and quick; corrections and what is due."""

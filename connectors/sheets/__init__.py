"""Spreadsheets of the units: one small protocol, one backend for local workbooks, one for Google."""

"""Spreadsheets as local workbooks."""

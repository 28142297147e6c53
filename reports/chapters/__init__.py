"""The chapters and annexes of the reports."""

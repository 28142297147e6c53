"""The chapters of the monthly report, one module each, in the order of the plan's own contents.

Each turns the month's figures into blocks and leaves unsaid what did not happen.
"""

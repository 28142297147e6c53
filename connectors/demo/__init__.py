"""A made-up but believable province: workbooks, prices and a year of history for `nongsan demo`.

Every name, phone number and figure here is invented; only the places, the crops and the file formats are real.
"""

from connectors.demo.province import DemoSummary, make_province

__all__ = ["DemoSummary", "make_province"]

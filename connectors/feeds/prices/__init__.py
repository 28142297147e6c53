"""A feed's table as dated prices."""

"""A feed's bytes: from a file or an address, and what kind they are."""

"""What must be true of the data, at both boundaries of the warehouse."""

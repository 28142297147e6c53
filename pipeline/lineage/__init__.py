"""From a printed figure to its cells and back; verifying an issued edition."""

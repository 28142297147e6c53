"""What was done once and must be known for ever: editions issued, exceptions accepted, manifests."""

"""The edges: every byte that enters or leaves goes through here."""

"""The command `nongsan`."""

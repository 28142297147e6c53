"""What is derived from the contracts: each projection a pure function from contracts to text."""

"""A made-up but believable province, so that the whole platform runs without a server, an account or the internet."""

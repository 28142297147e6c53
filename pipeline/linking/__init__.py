"""The linking plan of a built warehouse, as rows and as a ledger."""

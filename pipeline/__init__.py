"""A province's own work, from its spreadsheets to its letters; knows nothing of Prefect."""

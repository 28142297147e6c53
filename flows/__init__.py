"""Orchestration: settings, Prefect flows and the command line."""

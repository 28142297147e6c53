"""Prefect flows, the command `nongsan`, and the processes behind `nongsan serve`."""

"""Choices, telephones and free texts."""

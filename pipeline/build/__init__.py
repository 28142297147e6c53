"""From what has landed to a published, judged warehouse."""

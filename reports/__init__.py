"""From report rows to the paper: documents, charts and pages, without arithmetic."""

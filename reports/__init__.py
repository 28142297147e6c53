"""From report rows to the files of an edition: documents, charts and pages, without arithmetic."""

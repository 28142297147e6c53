"""One document written as PDF, DOCX, HTML and XLSX."""

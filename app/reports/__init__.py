"""The report of a period: numbers, then sentences and tables, then a document in a format."""

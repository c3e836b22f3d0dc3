"""The sections of the report, each a function of what it is told with."""

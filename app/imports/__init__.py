"""Spreadsheets of others: read safely, understood, checked. Without a database and without Flask.

What is known of deputies and topics comes in as `app.queries.imports.Known`; what is written
into the database is the services' to say.
"""

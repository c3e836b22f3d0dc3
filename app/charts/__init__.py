"""Pictures: charts, and the cards of deputies that other sites show. No pages here, no database."""

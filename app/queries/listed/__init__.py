"""Lists over all deputies, as programs ask for them: chosen, in one order, a page at a time."""

"""Reading other people's sites: transport -> archive -> pages -> records -> checks -> load."""

"""The public site as plain files, signed, which work from any host and from a folder."""

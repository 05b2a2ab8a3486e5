"""The local page: a server on loopback that gives the documents of the commands to its own page alone."""

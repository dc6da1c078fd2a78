"""The command line: serve, room, apikey, ca, doctor."""

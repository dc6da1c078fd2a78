"""Who somebody is: the certificate authority, browser sessions, API keys."""

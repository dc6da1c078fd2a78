"""E-mail: the words of letters, the queue, SMTP."""

"""The HTTP API and the browser app's files: one file per subject."""

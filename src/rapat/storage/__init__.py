"""SQLAlchemy: one repository per subject; engine differences in one file."""

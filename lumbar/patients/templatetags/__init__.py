"""Template tags of a person's page."""

"""The pages of a clinic's settings."""

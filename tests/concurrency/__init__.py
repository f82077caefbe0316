"""Many clients at once on one book."""

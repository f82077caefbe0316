"""Published cases through the check: how often the level and the pattern are right."""

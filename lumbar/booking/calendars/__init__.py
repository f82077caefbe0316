"""Calendars of practitioners: theirs to subscribe to here, and when they are busy elsewhere."""

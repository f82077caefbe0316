"""Recorded speech for the evening's player, made when the site is built. Pure: no Django, no clock.

A phone that has no voice for the language, or has one only while it is online, plays these
recordings instead. The server asks `address_name`; nothing here needs what made them.
"""

from lumbar.speech.catalogue import address_name

__all__ = ["address_name"]

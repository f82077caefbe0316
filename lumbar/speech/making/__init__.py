"""Everything that needs the synthesisers: readings, voices, sound, build, check.

Never loaded by the server.
"""

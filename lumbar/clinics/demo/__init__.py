"""The demo clinic: invented people with invented courses, to look at every page with.

`load.load_demo` makes it, once, in an empty database, and never beside anything else.
"""

"""The wait list: who waits, and whom a time that became free is offered to.

Whoever frees time leaves a `FreedTime` in the same transaction (`freed`). The worker takes them one
by one (`offering`) and holds each time for the first it suits (`scheduling.waiting`); the book
itself keeps it from being held for two. What the person and the desk do is in `actions`.
"""

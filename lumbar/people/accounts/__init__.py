"""Accounts: what Lumbar adds to django-allauth, which keeps them."""

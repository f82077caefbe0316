"""Finding who is signed in."""

from __future__ import annotations

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import ValidationError

from lumbar.people.models import Account


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships without types
    """allauth's, with an account's person in the same query: every page needs both."""

    def get_user(self, user_id: UUID | str) -> Account | None:
        """The account with this id, or None."""
        try:
            account = Account.objects.select_related("person").get(pk=user_id)
        except (Account.DoesNotExist, ValidationError):
            return None
        return account if account.is_active else None

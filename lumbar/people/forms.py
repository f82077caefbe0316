"""What is typed about a clinic's team."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lumbar.people.models import Role

ROLE_WORDS = {
    Role.OWNER: (_("Owner"), _("Settings and the team, the day and the week. No one’s health.")),
    Role.CLINICIAN: (
        _("Clinician"),
        _("The day and the week, and of people’s health what each person shares."),
    ),
    Role.FRONT_DESK: (_("Front desk"), _("The day and the week, bookings. No one’s health.")),
}
"""What a role is called, and what it is for."""


class MemberForm(forms.Form):
    """Somebody on the team."""

    name = forms.CharField(
        max_length=80,
        error_messages={"required": _("Type the name that people treated here will read.")},
    )
    role = forms.ChoiceField(
        choices=[(role.value, words[0]) for role, words in ROLE_WORDS.items()],
        error_messages={
            "required": _("Choose what they do here."),
            "invalid_choice": _("Choose what they do here."),
        },
    )
    treats = forms.BooleanField(required=False)

    def roles(self) -> list[dict[str, Any]]:
        """The roles to choose from, with the one that is chosen."""
        chosen = self["role"].value()
        return [
            {"value": role.value, "name": name, "about": about, "chosen": role.value == chosen}
            for role, (name, about) in ROLE_WORDS.items()
        ]


class InvitationForm(MemberForm):
    """Somebody who is to join the team."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Type the e-mail address the invitation is for."),
            "invalid": _("This does not look like an e-mail address: name@example.org."),
        },
    )

"""Who asks for a visit, as they typed it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """Name and how to reach somebody. Forms check that an e-mail and a phone look like one."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "en"
    """``en`` or ``zh-hant``: in which messages are written."""

    def tidy(self) -> Contact:
        """The same without blanks at the ends and with the e-mail in small letters."""
        return Contact(
            name=" ".join(self.name.split()),
            email=self.email.strip().lower(),
            phone=self.phone.strip(),
            language=self.language,
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, for the limits on abuse. Keyed digests are kept, for a day."""

    device: str = ""
    """Whose device it is: the person the device's cookie or session stands for; empty for one
    without."""
    address: str = ""
    """The network address the request came from."""

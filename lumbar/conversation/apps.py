"""Messages between a person and their clinic."""

from __future__ import annotations

from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "lumbar.conversation"
    label = "conversation"

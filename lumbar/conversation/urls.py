"""Addresses of conversations."""

from __future__ import annotations

from django.urls import path

from lumbar.conversation import views

urlpatterns = [
    path("messages", views.messages, name="messages"),
    path("desk/messages", views.staff_messages, name="staff_messages"),
    path("desk/messages/<uuid:uuid>", views.staff_conversation, name="staff_conversation"),
]

"""Addresses of the morning board."""

from __future__ import annotations

from django.urls import path

from lumbar.board import views

urlpatterns = [
    path("desk/board", views.board, name="board"),
    path("desk/board/past", views.past, name="board_past"),
    path("desk/board/<uuid:uuid>", views.line, name="board_line"),
]

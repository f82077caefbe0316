"""Addresses of privacy, of a person's devices, of accounts and of a clinic's team."""

from __future__ import annotations

from django.urls import URLPattern, path

from lumbar.people import account_urls, sharing_views, team_views, views

urlpatterns: list[URLPattern] = [
    *account_urls.urlpatterns,
    path("sharing", sharing_views.sharing, name="sharing"),
    path("join/<str:token>", team_views.invited, name="invited"),
    path("account/this-device", views.this_device, name="account_this_device"),
    path("account/second-factor/first", team_views.second_factor, name="second_factor"),
    path("desk/team", team_views.team, name="team"),
    path("desk/team/invite", team_views.invite, name="team_invite"),
    path("desk/team/invitations/<uuid:uuid>/withdraw", team_views.withdraw, name="team_withdraw"),
    path("desk/team/<uuid:uuid>", team_views.member, name="team_member"),
    path("desk/team/<uuid:uuid>/remove", team_views.remove, name="team_remove"),
    path("devices", views.devices, name="devices"),
    path("devices/join", views.join, name="join"),
    path("privacy", views.privacy, name="privacy"),
    path("privacy/export.json", views.privacy_export, name="privacy_export"),
    path("privacy/erase", views.privacy_erase, name="privacy_erase"),
    path("privacy/erased", views.privacy_erased, name="privacy_erased"),
]

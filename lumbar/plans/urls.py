from __future__ import annotations

from django.urls import path

from lumbar.plans import views

urlpatterns = [
    path("plan", views.plan, name="plan"),
    path("plan/handout.pdf", views.handout, name="plan_handout"),
    path("plan/change", views.change, name="plan_change"),
    path("plan/back", views.back, name="plan_back"),
    path("plan/swap/<int:number>", views.swap, name="plan_swap"),
    path("plan/<uuid:uuid>", views.version, name="plan_version"),
]

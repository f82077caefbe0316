"""``{% load clinic %}``: what a clinic says in its own words, on pages of apps that know none."""

from __future__ import annotations

from typing import Any

from django import template

from lumbar.clinical.library import library
from lumbar.clinics.queries import TOPICS, own_words_of
from lumbar.site.wording import page_language

register = template.Library()
KEPT = "_own_words"


def _own_words(context: Any) -> dict[str, str]:
    """The clinic's words in the language of the page; one query a page."""
    request = context.get("request")
    clinic = getattr(request, "clinic", None)
    if request is None or not clinic:
        return {}
    if not hasattr(request, KEPT):
        setattr(request, KEPT, dict(own_words_of(clinic, page_language())))
    found: dict[str, str] = getattr(request, KEPT)
    return found


@register.simple_tag(takes_context=True)
def own_words(context: Any, topic: str) -> str:
    """How the clinic itself puts a topic; "" where it has no words of its own."""
    return _own_words(context).get(topic, "") if topic in TOPICS else ""


@register.inclusion_tag("site/components/clinic_views.html", takes_context=True)
def clinic_views(context: Any) -> dict[str, Any]:
    """The clinic's own words beside research, folded; nothing where it has none."""
    said, words = _own_words(context), library().care.pair_words(page_language())
    return {
        "clinic": context.get("clinic"),
        "views": [(said[topic], words[topic]) for topic in TOPICS if topic in said],
    }

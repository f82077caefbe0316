"""Pages to read: causes, look-alikes, care, evidence, and every exercise."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lumbar.clinical.library import library
from lumbar.clinical.values import PlanItem
from lumbar.learn import charts, presenters
from lumbar.learn.doors import doors_of
from lumbar.people.http import Request
from lumbar.site.looks import look_of
from lumbar.site.wording import dose_words, page_language, place_words


@require_GET
def index(request: Request) -> HttpResponse:
    """All topics, by kind."""
    care, language = library().care, page_language()
    words, kinds = care.topic_words(language), presenters.kind_words()
    return render(
        request,
        "learn/index.html",
        {
            "groups": [
                (
                    kinds[kind],
                    [
                        {"id": topic.id, "words": words[topic.id]}
                        for topic in care.topics.values()
                        if topic.kind == kind
                    ],
                )
                for kind in presenters.KINDS
            ]
        },
    )


@require_GET
def topic(request: Request, slug: str) -> HttpResponse:
    """One topic with what the clinic and research say, and its sources."""
    knowledge, language = library(), page_language()
    care = knowledge.care
    if slug not in care.topics:
        raise Http404
    shown = care.topics[slug]
    sections = presenters.shown_sections(shown, care, knowledge, language)
    shows = {section.section.shows for section in sections}
    words = care.words(language)
    return render(
        request,
        "learn/topic.html",
        {
            "words": care.topic_words(language)[slug],
            "sections": sections,
            "doors": doors_of(slug),
            "spine_shown": any(section.spine for section in sections),
            "sources": [
                (source, presenters.source_link(source))
                for source in presenters.topic_sources(shown, care, knowledge)
            ],
            "tags": presenters.tag_words(),
            "guideline_columns": presenters.guideline_columns(care, language),
            "not_seen": words.guidelines.not_seen,
            "guideline_rows": presenters.guideline_rows(care, language),
            "conflicts": [
                (words.conflicts[one.id], words.conflicts[one.id].sides.values())
                for one in care.conflicts.values()
            ]
            if "conflicts" in shows
            else [],
            "course": charts.lines(care.course, words.course) if "course" in shows else (),
            "course_words": words.course,
        },
    )


@require_GET
def exercises(request: Request) -> HttpResponse:
    """The whole catalogue."""
    knowledge, language = library(), page_language()
    words = knowledge.words(language)
    return render(
        request,
        "learn/exercises.html",
        {
            "exercises": [
                {
                    "slug": exercise.id,
                    "words": words.exercises[exercise.id],
                    "variant": exercise.variant[0].id,
                }
                for exercise in knowledge.exercises.values()
            ]
        },
    )


@require_GET
def exercise(request: Request, slug: str) -> HttpResponse:
    """One exercise in one way of doing it (``?way=``): how, how much, who should leave it out."""
    knowledge, language = library(), page_language()
    if slug not in knowledge.exercises:
        raise Http404
    shown = knowledge.exercises[slug]
    wanted = request.GET.get("way", shown.variant[0].id)
    variant = next((one for one in shown.variant if one.id == wanted), None)
    if variant is None:
        raise Http404
    words = knowledge.words(language)
    said = words.exercises[slug].of(variant.id)
    dose = variant.dose or shown.dose
    return render(
        request,
        "learn/exercise.html",
        {
            "exercise": shown,
            "words": said,
            "variant": variant,
            "ways": [(one, said.variants[one.id].name) for one in shown.variant],
            "steps": said.variants[variant.id].steps or said.steps,
            "places": [place_words(place) for place in variant.places],
            "dose": dose_words(dose, PlanItem(slug, variant.id)),
            "tag": presenters.tag_words()[shown.tag],
            "dose_tag": presenters.tag_words()[dose.tag],
            "leave_out": presenters.leave_out(
                shown.avoid if variant.avoid is None else variant.avoid, words
            ),
            "angles": presenters.angles(shown, variant, look_of(request).body, knowledge, words),
            "sources": [
                (source, presenters.source_link(source))
                for source in presenters.sources([*shown.source, *dose.source], knowledge)
            ],
            "universal_stop": words.routine.universal_stop,
        },
    )


@require_GET
def positions(request: Request) -> HttpResponse:
    """How to lie at rest, and where a cold or warm pack goes."""
    knowledge, language = library(), page_language()
    return render(
        request,
        "learn/positions.html",
        {
            "groups": presenters.positions(knowledge, language),
            "sources": [
                (source, presenters.source_link(source))
                for source in presenters.position_sources(knowledge)
            ],
        },
    )

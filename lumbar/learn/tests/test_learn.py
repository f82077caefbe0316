"""Learn: every topic and exercise has its page, in both languages, with its sources."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from lumbar.clinical.library import library

LANGUAGES = ("en", "zh-hant")

pytestmark = pytest.mark.django_db


def read(client: Client, address: str, language: str) -> str:
    client.cookies["language"] = language
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_links_every_topic(client: Client, language: str):
    page = read(client, reverse("learn"), language)
    for topic in library().care.topics:
        assert reverse("learn_topic", args=[topic]) in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", library().care.topics)
def test_every_topic_says_all_it_has_with_its_sources(client: Client, topic: str, language: str):
    page = read(client, reverse("learn_topic", args=[topic]), language)
    care = library().care
    words = care.topic_words(language)[topic]
    for section in care.topics[topic].section:
        for paragraph in words.sections[section.id].paragraphs:
            assert escape(paragraph) in page
        for source in section.source:
            assert escape(library().sources[source].title) in page
        for pair in section.pairs:
            assert escape(care.pair_words(language)[pair].clinic_says) in page
            assert escape(care.pair_words(language)[pair].research_says) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_links_every_exercise(client: Client, language: str):
    page = read(client, reverse("exercises"), language)
    for slug in library().exercises:
        assert reverse("exercise", args=[slug]) in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", library().exercises)
def test_every_exercise_has_steps_stop_rule_and_who_should_leave_it(
    client: Client, slug: str, language: str
):
    page = read(client, reverse("exercise", args=[slug]), language)
    words = library().words(language)
    for line in (*words.exercises[slug].steps, words.exercises[slug].stop):
        assert escape(line) in page
    for avoid in library().exercises[slug].avoid:
        assert escape(words.flags[avoid.flag].name) in page


@pytest.mark.parametrize("name", ["exercise", "learn_topic"])
def test_what_is_not_there_is_not_found(client: Client, name: str):
    assert client.get(reverse(name, args=["nothing"])).status_code == 404

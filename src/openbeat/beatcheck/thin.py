"""Languages, groups and topics that the file has too little for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from openbeat.beatcheck.findings import Finding, Rule, error, warning
from openbeat.classify import Beat
from openbeat.classify.beat import EVERY_LANGUAGE, Role
from openbeat.languages import language_name

USUAL = 0.5
"""A language that has terms for at least this share of the topics is missed where it has none."""


def thin_spots(beat: Beat) -> Iterator[Finding]:
    """All of them."""
    yield from _languages(beat)
    yield from _groups(beat)
    yield from _topics(beat)
    yield from _stance(beat)


def _languages(beat: Beat) -> Iterator[Finding]:
    """Languages that can say one half of what makes the beat."""
    for language, groups in beat.terms.items():
        if language == EVERY_LANGUAGE:
            continue
        roles = {beat.groups[name].role for name, terms in groups.items() if terms}
        name = language_name(language)
        if Role.QUALITY in roles and not roles & {Role.FIELD, Role.RIVAL}:
            message = f"{name} has words of the beat's quality but none of its field, near which alone they count"
            yield warning(Rule.THIN, f"terms.{language}", language, message)
        elif not roles & {Role.QUALITY, Role.WHOLE}:
            message = f"{name} has no term that is evidence of the beat: only names can bring an article within it"
            yield warning(Rule.THIN, f"terms.{language}", language, message)


def _groups(beat: Beat) -> Iterator[Finding]:
    used = Counter(name for groups in beat.terms.values() for name, terms in groups.items() if terms)
    needed = {
        entity.needs: f"entities.{kind}.{name}"
        for kind, entities in beat.entities.items()
        for name, entity in entities.items()
        if entity.needs
    }
    needed |= {pattern.needs: f"patterns.{number}" for number, pattern in enumerate(beat.patterns) if pattern.needs}
    for name in beat.groups:
        if used[name]:
            continue
        if name in needed:
            message = f"{needed[name]} needs one of its terms near, and it has none"
            yield error(Rule.DEAD, f"groups.{name}", name, message)
        else:
            yield warning(Rule.THIN, f"groups.{name}", name, "no language has terms of this group")


def _topics(beat: Beat) -> Iterator[Finding]:
    has = Counter(language for topic in beat.topics.values() for language, terms in topic.terms.items() if terms)
    usual = [lang for lang, count in has.items() if lang != EVERY_LANGUAGE and count >= USUAL * len(beat.topics)]
    for name, topic in beat.topics.items():
        for language in usual:
            if not topic.terms.get(language):
                message = f"no terms in {language_name(language)}, which {has[language]} other topics have some in"
                yield warning(Rule.THIN, f"topics.{name}.terms", language, message)
    for language in beat.terms:
        if language != EVERY_LANGUAGE and not has[language]:
            message = f"{language_name(language)} has terms of the beat, but no topic has any in it"
            yield warning(Rule.THIN, "topics", language, message)


def _stance(beat: Beat) -> Iterator[Finding]:
    """Languages in which one side alone, or neither, can be heard."""
    supportive, critical = beat.stance.supportive, beat.stance.critical
    for language in beat.terms:
        if language == EVERY_LANGUAGE or (supportive.get(language) and critical.get(language)):
            continue
        name = language_name(language)
        if supportive.get(language) or critical.get(language):
            said, silent = ("supportive", "critical") if supportive.get(language) else ("critical", "supportive")
            yield warning(Rule.THIN, f"stance.{silent}", language, f"{name} has {said} cues and no {silent} ones")
        else:
            yield warning(Rule.THIN, "stance", language, f"{name} has terms of the beat, but no cues of either side")

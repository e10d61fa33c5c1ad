"""Every term of a beat file with the table it stands in, which the lexicon forgets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from openbeat.classify import Beat
from openbeat.classify.beat import EVERY_LANGUAGE, TermsByLanguage
from openbeat.classify.lexicon import Layer
from openbeat.classify.matching import Matcher, Term, fold

ENDING = "ʔ"
"""A letter that no term has, put where a ``*`` stands for some ending."""

_LAYERS = {
    "contexts": Layer.CONTEXT,
    "topics": Layer.TOPIC,
    "stance": Layer.CUE,
    "jurisdictions": Layer.JURISDICTION,
}


@dataclass(frozen=True)
class Listed:
    """A term, a name, or another way to write a name."""

    layer: Layer
    table: str
    """Such as ``terms.fr.openness``."""
    term: str
    language: str = EVERY_LANGUAGE
    name: str = ""
    """The group, entity, topic, side or jurisdiction."""
    kind: str = ""
    """Of an entity."""
    case: bool = False

    @cached_property
    def folded(self) -> str:
        """As the matcher compares it."""
        return fold(self.term)

    @property
    def strict(self) -> bool:
        """Whether its capitals must stand in the text."""
        return self.case or self.term[:2].isupper()

    @property
    def bare(self) -> str:
        """The term without its marks."""
        return self.term.replace("*", "")

    @property
    def forms(self) -> tuple[str, ...]:
        """Texts in which it must be found: as it stands, and with endings where it allows them."""
        return (self.bare, self.term.replace("*", ENDING)) if "*" in self.term else (self.bare,)

    def covers(self, other: Listed) -> bool:
        """Whether capitals never keep it from matching what the other matches, where both have the same letters."""
        return not self.strict or (other.strict and self.bare == other.bare)


def listed(beat: Beat) -> list[Listed]:
    """Everything the file lists, in its order."""
    return [*_groups(beat), *_entities(beat), *_others(beat)]


def matcher_of(terms: Iterable[Listed]) -> Matcher[Listed]:
    """A matcher as the lexicon's, without its rules on matches that lie in each other."""
    return Matcher(
        Term(
            item.term,
            "" if item.language == EVERY_LANGUAGE else item.language,
            item.layer is Layer.CUE,
            item.case,
            item,
        )
        for item in terms
    )


def tables_by_language(beat: Beat) -> Iterator[tuple[str, TermsByLanguage]]:
    """Every table but [terms] whose keys are languages, with its name."""
    yield "contexts", beat.contexts
    for name, topic in beat.topics.items():
        yield f"topics.{name}.terms", topic.terms
    for side in ("supportive", "critical", "balance", "negation"):
        yield f"stance.{side}", getattr(beat.stance, side)
    for code, jurisdiction in beat.jurisdictions.items():
        yield f"jurisdictions.{code}.terms", jurisdiction.terms


def _groups(beat: Beat) -> Iterator[Listed]:
    for language, groups in beat.terms.items():
        for group, terms in groups.items():
            for term in terms:
                table = f"terms.{language}.{group}"
                yield Listed(Layer.TERM, table, term, language, group, case=beat.groups[group].case)


def _entities(beat: Beat) -> Iterator[Listed]:
    for kind, entities in beat.entities.items():
        for name, entity in entities.items():
            table = f"entities.{kind}.{name}"
            for alias in (name, *entity.aliases):
                yield Listed(Layer.ENTITY, table, alias, name=name, kind=kind, case=entity.case)
            for word in entity.unless:
                yield Listed(Layer.UNLESS, f"{table}.unless", word, name=name, kind=kind)


def _others(beat: Beat) -> Iterator[Listed]:
    for table, by_language in tables_by_language(beat):
        first, _, rest = table.partition(".")
        layer = _LAYERS[first]
        for language, terms in by_language.items():
            for term in terms:
                yield Listed(layer, f"{table}.{language}", term, language, rest.removesuffix(".terms"))

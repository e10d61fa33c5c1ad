"""A beat: what is covered, as data that the person who covers it can read and change.

A beat file is one TOML file; ``openbeat/beats/open_source_ai.toml`` explains each of its tables where it stands. This
module reads and validates it and knows nothing of any particular beat.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from openbeat.errors import BeatError
from openbeat.records import Stance

EVERY_LANGUAGE = "any"
"""The language key of terms that are the same in all languages."""


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        message = f"not a regular expression: {error}"
        raise ValueError(message) from error
    return value


def _term(value: str) -> str:
    if not value.strip(" *") or value != value.strip() or value.startswith("*"):
        message = f"{value!r} is not a term: it needs letters, no space around it, and a * only at the end of a word"
        raise ValueError(message)
    return value


def _name_pattern(value: str) -> str:
    if "name" not in re.compile(value).groupindex:
        message = "has no group (?P<name>…)"
        raise ValueError(message)
    return value


Term = Annotated[str, AfterValidator(_term)]
Regex = Annotated[str, AfterValidator(_pattern)]
TermsByLanguage = dict[str, tuple[Term, ...]]
Share = Annotated[float, Field(ge=0, le=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Role(StrEnum):
    """What a group of terms says about a text."""

    WHOLE = "whole"
    """Means the beat by itself."""
    QUALITY = "quality"
    """Means the beat when a word of the field is near."""
    FIELD = "field"
    """The field that the beat is a part of."""
    RIVAL = "rival"
    """The part of the field that is not the beat."""
    COUNTER = "counter"
    """A neighbouring subject that is often mistaken for the beat."""
    CONTRAST = "contrast"
    """Comparison: what is named after it is what the subject is compared with."""
    AID = "aid"
    """Says nothing by itself, but makes an ambiguous name near it count."""


class Signal(StrEnum):
    """What an entity's name says about a text."""

    BEAT = "beat"
    FIELD = "field"
    NONE = "none"


class Group(_Table):
    """A group of terms with one role."""

    role: Role
    weight: Share = 1.0
    """How much one occurrence says."""
    near: int | None = Field(default=None, gt=0)
    """For a quality: how near a word of the field must stand, in characters; None for ``near`` of [reading]."""
    case: bool = False
    """Whether the capitals of its terms must be capitals in the text."""
    description: str = ""


class Kind(_Table):
    """A kind of entity."""

    weight: Share = 0.6
    """How much one occurrence of an entity with the signal ``beat`` says."""
    variant: Regex | None = None
    """What may follow a name and belongs to it: a version, a size."""
    version: Regex | None = None
    """The version within that."""
    size: Regex | None = None
    """The size within that."""


class Entity(_Table):
    """Somebody or something with a name."""

    maker: str | None = None
    signal: Signal = Signal.NONE
    aliases: tuple[Term, ...] = ()
    """Other ways to write the name, which is an alias itself."""
    case: bool = False
    """Whether the capitals of the aliases must be capitals in the text."""
    needs: str | None = None
    """The group whose terms must stand near an ambiguous name."""
    unless: tuple[Term, ...] = ()
    """Words near it that tell that something else is meant."""
    jurisdiction: str | None = None
    """Of a law or a public body: whose it is."""


class NamePattern(_Table):
    """How names look that nobody listed. The regular expression's group ``name`` is the entity."""

    kind: str
    regex: Annotated[Regex, AfterValidator(_name_pattern)]
    signal: Signal = Signal.NONE
    needs: str | None = None
    """The group that the text must have a term of."""
    unless: tuple[str, ...] = ()
    """Names that look like it and are something else, in lower case."""
    at: tuple[Term, ...] = ()
    """Terms that it stands beside: the expression is tried only there, which costs next to nothing."""
    back: int = Field(default=0, ge=0)
    """How many characters before such a term a match may begin; 0 for one that begins with the term."""
    within: int = Field(default=1500, gt=0)
    """How far from the start names are looked for, in characters: what an article is about is named early."""
    repeated: bool = False
    """Whether the text must have the name twice: a word that only opens a headline is no name."""


class Topic(_Table):
    """One thing that coverage can be about."""

    label: str
    description: str
    threshold: Share = 0.5
    kinds: dict[str, Share] = {}
    """Kinds of entities that suggest the topic, with how much one occurrence says."""
    terms: TermsByLanguage


class Jurisdiction(_Table):
    """A country or union that makes law."""

    label: str
    terms: TermsByLanguage = {}
    """Its government, parliament and courts, by language."""


class Cues(_Table):
    """Words that take a side."""

    supportive: TermsByLanguage
    critical: TermsByLanguage
    balance: TermsByLanguage = {}
    """Words that weigh one thing against another."""
    negation: TermsByLanguage = {}
    """Words after which a cue speaks for the other side."""
    shares: dict[Stance, Annotated[float, Field(gt=0, le=1)]] = {}
    """How common each stance is where it matters; the scarcer, the less evidence it needs."""


class Reading(_Table):
    """How a text is divided and what is near, in characters."""

    lead: int = Field(default=600, gt=0)
    near: int = Field(default=100, gt=0)
    needs_near: int = Field(default=300, gt=0)
    dense_languages: tuple[str, ...] = ("zh", "ja", "ko")
    """Languages that say in one character what others say in two or three; for them the lengths are halved."""


class Judgement(_Table):
    """From what probability on a text is what."""

    within: Share = 0.5
    """Least probability of core and mention together for an article to be within the beat."""
    core_share: Share = 0.5
    """Least share of core in that probability for it to be core."""


class Beat(_Table):
    """A beat file, read and validated."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    edition: str
    description: str
    groups: dict[str, Group]
    terms: dict[str, dict[str, tuple[Term, ...]]]
    """Language to group to terms."""
    contexts: TermsByLanguage = {}
    """Phrases within which nothing else is recognised."""
    kinds: dict[str, Kind] = {}
    entities: dict[str, dict[str, Entity]] = {}
    """Kind to canonical name to entity."""
    patterns: tuple[NamePattern, ...] = ()
    topics: dict[str, Topic]
    stance: Cues
    reading: Reading = Reading()
    jurisdictions: dict[str, Jurisdiction] = {}
    """By code: ISO 3166-1 alpha-2, or EU."""
    relevance: Judgement = Judgement()
    _content: bytes = PrivateAttr(b"")

    @cached_property
    def version(self) -> str:
        """The declared edition and a hash of the file's content, such as ``2026.1+5f0c2b9a``."""
        return f"{self.edition}+{hashlib.blake2b(self._content, digest_size=4).hexdigest()}"

    @cached_property
    def makers(self) -> frozenset[str]:
        """The names of those who make entities."""
        entities = (entity for kind in self.entities.values() for entity in kind.values())
        return frozenset(entity.maker for entity in entities if entity.maker)

    @cached_property
    def topics_of_kind(self) -> dict[str, list[tuple[str, float]]]:
        """The topics that an entity of each kind suggests, with how much."""
        return {
            kind: [(name, topic.kinds[kind]) for name, topic in self.topics.items() if kind in topic.kinds]
            for kind in self.kinds
        }

    @model_validator(mode="after")
    def _references_hold(self) -> Self:
        for language, groups in self.terms.items():
            for group in groups:
                _known(f"terms.{language}", group, "group", self.groups)
        for kind, entities in self.entities.items():
            _known("entities", kind, "kind", self.kinds)
            for name, entity in entities.items():
                _needed(f"entities.{kind}.{name}", entity.needs, self.groups)
                if entity.jurisdiction:
                    where = f"entities.{kind}.{name}.jurisdiction"
                    _known(where, entity.jurisdiction, "jurisdiction", self.jurisdictions)
        for number, pattern in enumerate(self.patterns):
            _known(f"patterns.{number}.kind", pattern.kind, "kind", self.kinds)
            _needed(f"patterns.{number}", pattern.needs, self.groups)
        for name, topic in self.topics.items():
            for kind in topic.kinds:
                _known(f"topics.{name}.kinds", kind, "kind", self.kinds)
        return self


def _known(where: str, key: str, what: str, table: Mapping[str, object]) -> None:
    if key not in table:
        message = f"{where}: there is no {what} {key!r} under [{what}s]"
        raise ValueError(message)


def _needed(where: str, group: str | None, groups: dict[str, Group]) -> None:
    if group is not None:
        _known(f"{where}.needs", group, "group", groups)


def load_beat(name_or_path: str) -> Beat:
    """Read and validate a beat.

    Args:
        name_or_path: the name of a beat that ships with openbeat, or the path of a TOML file.

    Raises:
        BeatError: names the file, the table and the key that is wrong.
    """
    if name_or_path.endswith(".toml"):
        file = Path(name_or_path)
        where = str(file)
    else:
        shipped = resources.files("openbeat") / "beats"
        known = sorted(item.name.removesuffix(".toml") for item in shipped.iterdir() if item.name.endswith(".toml"))
        if name_or_path not in known:
            raise BeatError(f"There is no beat {name_or_path!r}; there are {', '.join(known)}, or give a .toml file.")
        file, where = shipped / f"{name_or_path}.toml", f"beat {name_or_path}"  # type: ignore[assignment]
    try:
        content = file.read_bytes()
        beat = Beat(**tomllib.loads(content.decode("utf-8")))
    except OSError as error:
        raise BeatError(f"{where} can't be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BeatError(f"{where} is not valid TOML: {error}") from error
    except ValidationError as error:
        problems = "\n".join(
            f"  {'.'.join(map(str, item['loc'])) or 'file'}: {item['msg'].removeprefix('Value error, ')}"
            for item in error.errors()
        )
        raise BeatError(f"{where} is wrong:\n{problems}") from error
    beat._content = content  # noqa: SLF001 - the file's bytes are known only here
    return beat

"""Who and what is named: versions and sizes, names of ambiguous works, and names nobody listed."""

from __future__ import annotations

import pytest

from openbeat.classify import load_beat
from openbeat.classify.lexicon import Lexicon
from openbeat.classify.mentions import mentions
from openbeat.records import Form, Mention

LEXICON = Lexicon(load_beat("open_source_ai"))

AROUND = "The lab compared open-weight AI models and says that {} did best on its machines."


def named(text: str, title: str = "Open models", language: str = "en") -> dict[str, Mention]:
    """The mentions in a text, by entity."""
    return {mention.entity: mention for mention in mentions(LEXICON.find(title, text, language))}


@pytest.mark.parametrize(
    ("written", "entity", "version", "size"),
    [
        ("Llama 3.1 405B", "Llama", "3.1", "405B"),
        ("Llama 4 Maverick", "Llama", "4", None),
        ("Qwen2.5-72B-Instruct", "Qwen", "2.5", "72B"),
        ("Qwen3-30B-A3B", "Qwen", "3", "30B"),
        ("DeepSeek-V3.2-Exp", "DeepSeek", "V3.2", None),
        ("DeepSeek R1", "DeepSeek", "R1", None),
        ("DeepSeek-V3-0324", "DeepSeek", "V3", None),
        ("Mixtral 8x7B", "Mistral AI", None, "8x7B"),
        ("gpt-oss-120b", "gpt-oss", None, "120b"),
        ("GLM-4.5-Air", "GLM", "4.5", None),
        ("Kimi K2 Thinking", "Kimi", "K2", None),
        ("MiniMax-M2", "MiniMax", "M2", None),
        ("Phi-3.5-mini", "Phi", "3.5", None),
        ("通义千问2.5-72B", "Qwen", "2.5", "72B"),
        ("Gemma 3n E4B", "Gemma", "3n", "E4B"),
        ("FLUX.1 [dev]", "FLUX", "1", None),
        ("Stable Diffusion 3.5 Large", "Stable Diffusion", "3.5", None),
        ("Whisper large-v3", "Whisper", "v3", None),
    ],
)
def test_versions_and_sizes_are_told_from_families(
    written: str, entity: str, version: str | None, size: str | None
) -> None:
    mention = named(AROUND.format(written))[entity]
    assert mention.forms == (Form(written, version, size, 1),)
    assert mention.label == written


@pytest.mark.parametrize(
    ("language", "text", "entity"),
    [
        ("en", "Users say that the open AI model Llama 3 times faster than before was a typing error.", "Llama"),
        ("en", "The new Llama 2023 report counts open AI models.", "Llama"),
        ("en", "The maker of open AI models, Mistral, raised 600M euros.", "Mistral AI"),
        ("ru", "Открытая модель ИИ Qwen 14 июля стала доступна всем.", "Qwen"),
        ("de", "Das offene KI-Modell Qwen 3 mal schneller gemacht.", "Qwen"),
        ("zh", "开源大模型 Qwen 7月发布。", "Qwen"),
    ],
)
def test_other_numbers_are_no_versions(language: str, text: str, entity: str) -> None:
    assert named(text, language=language)[entity].forms == ()


def test_a_version_ends_where_a_chinese_word_begins() -> None:
    mention = named("开源大模型Qwen3发布，Qwen2.5-7B同时更新。", language="zh")["Qwen"]
    assert [(form.version, form.size) for form in mention.forms] == [("3", None), ("2.5", "7B")]


def test_forms_are_counted_the_most_frequent_first() -> None:
    mention = named("Open AI models: Llama 3.1 8B, then Llama 3.3 70B, then Llama 3.3 70B again, then Llama.")["Llama"]
    assert mention.count == 4
    assert [(form.label, form.count) for form in mention.forms] == [("Llama 3.3 70B", 2), ("Llama 3.1 8B", 1)]


def test_an_ambiguous_work_counts_beside_its_maker() -> None:
    assert "Gemma" in named("Google brings Gemma to earbuds.", title="")
    assert "Gemma" not in named("Gemma bought new earbuds.", title="")


def test_nobody_is_named_in_the_address_of_a_hub() -> None:
    assert "Hugging Face" not in named("The AI model is at https://huggingface.co/some/thing, open weights and all.")
    assert "Hugging Face" in named("The AI model is on Hugging Face, open weights and all.")


@pytest.mark.parametrize(
    ("title", "text", "name", "kind"),
    [
        ("", "The AI model puffin-7b is out, weights and all.", "puffin-7b", "model"),
        ("", "Puffin-7B-Instruct is an open-weight AI model.", "Puffin-7B", "model"),
        ("Egret 14B is out", "The AI model has open weights.", "Egret", "model"),
        ("", "**puffin** is an open-source agent that reads your mail. No AI company sees it.", "puffin", "tool"),
        ("Show HN: Puffin – an agent for birds", "Open-source AI under the MIT licence.", "Puffin", "tool"),
        ("Puffin 0.14.2", "Open-source AI: new quantised formats, faster loading.", "Puffin", "tool"),
        ("PuffinOCR reads bird rings", "The open-source AI model runs locally.", "PuffinOCR", "model"),
        ("News", "The start-up Skerry North published an open-source AI model.", "Skerry North", "organisation"),
        ("News", "Open-source AI is safer, says Prof. Ragna Holm of the university.", "Ragna Holm", "person"),
    ],
)
def test_names_nobody_listed_are_told_by_their_form(title: str, text: str, name: str, kind: str) -> None:
    mention = named(text, title=title)[name]
    assert mention.kind == kind


def test_a_size_belongs_to_an_unlisted_name_and_is_told_all_the_same() -> None:
    assert named("The open-weight AI model Puffin-7B is out.")["Puffin-7B"].forms == (Form("Puffin-7B", None, "7B", 1),)


def test_words_of_the_vocabulary_are_no_unlisted_names() -> None:
    found = named("Open-source AI runs locally.", title="ChatGPT: what an LLM can do on GitHub")
    assert not {"ChatGPT", "LLM", "GitHub"} & set(found)


def test_a_capitalised_word_alone_in_a_headline_must_come_again() -> None:
    once = named("The open-source AI model runs locally and needs 8 GB.", title="Decision")
    twice = named("Puffin is an open-source AI model. Puffin runs locally.", title="Puffin")
    assert "Decision" not in once
    assert "Puffin" in twice

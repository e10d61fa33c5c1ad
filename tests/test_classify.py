from __future__ import annotations

import json
import pickle
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openbeat.classify import CLASSIFIER_VERSION, Classifier, load_beat
from openbeat.records import Relevance, Stance, Verdict
from openbeat.sample.content import load_newsroom
from tests.shared import shared_path

BEAT = load_beat("open_source_ai")
CLASSIFIER = Classifier(BEAT)

CORE = [
    (
        "en",
        "Wren Labs releases a 12-billion-parameter open-weight model",
        "The weights are under the Apache 2.0 licence.",
    ),
    ("fr", "Un nouveau modèle ouvert pour le breton", "Le modèle de langage est publié en open source, poids compris."),
    ("de", "Neues quelloffenes Sprachmodell aus Kiel", "Die Modellgewichte sind frei verfügbar, die KI läuft lokal."),
    ("es", "Presentan un modelo de lenguaje de código abierto", "La IA funciona sin conexión y con licencia abierta."),
    ("it", "Un modello linguistico aperto per i comuni", "L'intelligenza artificiale open source gira in locale."),
    ("pt", "Modelo de linguagem aberto para escolas", "A IA de código aberto roda localmente."),
    ("nl", "Open taalmodel voor gemeenten", "Het taalmodel is opensource en draait lokaal."),
    ("pl", "Nowy otwarty model językowy z Gdyni", "Sztuczna inteligencja z otwartymi wagami i otwartym kodem."),
    ("sv", "Öppen språkmodell för skolan", "AI-modellen har öppen källkod och körs lokalt."),
    ("tr", "Açık kaynaklı yapay zeka modeli", "Dil modelinin ağırlıkları açık lisansla yayımlandı."),
    ("ru", "Вышла языковая модель с открытым исходным кодом", "Открытые веса модели можно скачать."),
    ("uk", "Відкрита мовна модель для бібліотек", "ШІ з відкритим кодом працює локально."),
    ("zh", "全新开源大模型发布", "该模型以开放权重的形式发布，可本地部署。"),
    ("ja", "オープンソースの大規模言語モデルを公開", "モデルの重みはApacheライセンスで公開された。"),
    ("ko", "오픈소스 언어 모델 공개", "가중치 공개로 누구나 로컬 환경에서 실행할 수 있다."),
    ("ar", "نموذج لغوي مفتوح المصدر", "أوزان النموذج متاحة للجميع في مجال الذكاء الاصطناعي."),
    ("hi", "नया ओपन सोर्स एआई मॉडल जारी", "भाषा मॉडल स्थानीय रूप से चलता है और मुफ्त उपलब्ध है।"),
]

OFF = [
    (
        "en",
        "Two seeds fall on a windy day at the US Open",
        "The tennis tournament goes on in an open house of a stadium.",
    ),
    ("en", "Readers send an open letter to the mayor", "They want more trees in the open space by the river."),
    ("en", "OpenAI raises the price of ChatGPT", "The company says its closed chatbot costs more to run."),
    ("en", "LibreOffice gets a new start page", "The open-source office suite also opens files faster."),
    ("en", "A llama escapes from a petting zoo", "The llama and two alpacas walked along the motorway."),
    ("en", "Local models walk the runway in Lagos", "The open model casting drew a crowd and a bard."),
    ("en", "Mesa gets faster open-source drivers", "The open-source graphics stack now supports new graphics cards."),
    (
        "en",
        "Curl ends its bug bounty",
        "The open-source project's maintainer is tired of AI slop and AI-generated bug reports.",
    ),
    ("en", "Claude gets a memory", "Anthropic's AI assistant remembers; ChatGPT by OpenAI did so earlier."),
    ("es", "El modelo abierto de gestión del agua", "El modelo abierto permite participar a los vecinos."),
    ("fr", "Le mistral souffle jusqu'à samedi", "Des rafales de 110 km/h sont attendues, le vent reste fort."),
    ("fr", "Aider les apiculteurs, une journée portes ouvertes", "L'association veut aider les débutants."),
    ("de", "Tag der offenen Tür im Stadtarchiv", "Ein offener Brief von 1848 ist zu sehen."),
    ("es", "Llama la atención el precio del aceite", "El gobierno llama a la calma en las tiendas."),
    ("ja", "新作オープンワールドゲームの発売日が決定", "広大な世界を自由に歩ける。"),
]


@pytest.mark.parametrize(("language", "title", "text"), CORE)
def test_core_in_every_language(language: str, title: str, text: str) -> None:
    assert CLASSIFIER.judge(title, text, language).relevance is Relevance.CORE


@pytest.mark.parametrize(("language", "title", "text"), OFF)
def test_what_only_sounds_like_it_is_off(language: str, title: str, text: str) -> None:
    verdict = CLASSIFIER.judge(title, text, language)
    assert verdict.relevance is Relevance.OFF
    assert (verdict.topics, verdict.stance, verdict.mentions) == ({}, None, ())


def test_a_name_deep_in_a_text_about_something_else_is_a_mention() -> None:
    text = "The hospital bought a dictation assistant from a closed vendor. " * 15
    verdict = CLASSIFIER.judge(
        "Hospitals buy a dictation assistant", text + "Staff had also tried Llama 3, an open-weight model.", "en"
    )
    assert verdict.relevance is Relevance.MENTION


def pieces_hold(verdict: Verdict, title: str, text: str) -> bool:
    return all(
        (title if piece.where == "title" else text)[piece.start : piece.start + len(piece.text)] == piece.text
        for piece in verdict.evidence
    )


@given(
    st.lists(
        st.sampled_from(
            ["open source", "ＡＩ", "İstanbul", "Llama 3.1 405B", "ﬁne", "开源模型", "\n", "👩‍🚀", "é", "concern", "-"]
        ),
        max_size=30,
    ).map(" ".join),
    st.lists(st.sampled_from(["open-weight", "GPT-4o", "AI", "📝", "Mistral", "ab", "praise", "。"]), max_size=40).map(
        " ".join
    ),
)
def test_evidence_points_into_the_original(title: str, text: str) -> None:
    verdict = CLASSIFIER.judge(title, text, "en")
    assert pieces_hold(verdict, title, text)
    assert sum(verdict.probability.values()) == pytest.approx(1.0)
    assert verdict.score == pytest.approx(1 - verdict.probability[Relevance.OFF])
    for mention in verdict.mentions:
        assert len(mention.offsets) + mention.in_title >= 1


def test_versions_are_part_of_the_label_and_families_are_entities() -> None:
    text = "We compared Llama 3.1 405B, Qwen2.5-72B-Instruct and LLaMA with DeepSeek-R1, all open-weight AI models."
    mentions = {mention.entity: mention for mention in CLASSIFIER.judge("Open models compared", text, "en").mentions}
    assert mentions["Llama"].label == "Llama 3.1 405B"
    assert mentions["Llama"].count == 2
    assert mentions["Qwen"].label == "Qwen2.5-72B-Instruct"
    assert mentions["DeepSeek"].label == "DeepSeek-R1"
    assert [text[offset : offset + 5] for offset in mentions["Llama"].offsets] == ["Llama", "LLaMA"]


def test_a_model_nobody_listed_is_recognised_by_its_name() -> None:
    text = "The lab put the AI model online. Kestrel-7B-Instruct follows in May."
    verdict = CLASSIFIER.judge("Egret 14B is out, weights and all", text, "en")
    assert {"Egret", "Kestrel-7B"} <= {mention.entity for mention in verdict.mentions if mention.kind == "model"}


def test_names_in_other_scripts_lead_to_the_same_entity() -> None:
    verdict = CLASSIFIER.judge("扎克伯格谈开源大模型", "深度求索与通义千问都以开放权重发布。", "zh")
    assert {"Mark Zuckerberg", "DeepSeek", "Qwen"} <= {mention.entity for mention in verdict.mentions}


def test_stance_rests_on_cues_that_are_shown() -> None:
    title, text = "Critics warn of open-weight AI", "Researchers fear misuse of open models and call them dangerous."
    verdict = CLASSIFIER.judge(title, text, "en")
    assert verdict.stance is Stance.CRITICAL
    assert any(piece.rule.startswith("stance:critical:") for piece in verdict.evidence)


def test_a_verdict_says_what_made_it() -> None:
    verdict = CLASSIFIER.judge("", "", "und")
    assert (verdict.beat, verdict.beat_version, verdict.classifier_version) == (
        BEAT.name,
        BEAT.version,
        CLASSIFIER_VERSION,
    )
    assert verdict.relevance is Relevance.OFF


def test_threads_agree_and_verdicts_pickle() -> None:
    expected = [CLASSIFIER.judge(title, text, language) for language, title, text in CORE]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            assert list(pool.map(lambda row: CLASSIFIER.judge(row[1], row[2], row[0]), CORE)) == expected
    assert pickle.loads(pickle.dumps(expected)) == expected


def test_building_is_fast_and_so_is_judging() -> None:
    started = time.perf_counter()
    classifier = Classifier(BEAT)
    built = time.perf_counter() - started
    text = (" ".join(text for language, _, text in CORE if language == "en") * 60)[:2500]
    started = time.perf_counter()
    for _ in range(50):
        classifier.judge("Open models", text, "en")
    assert built < 1.0
    assert 50 / (time.perf_counter() - started) > 150  # some 1,500 a second on an idle core; others share this one


def filled(*words: str) -> str:
    """The words again and again, 200,000 characters of them."""
    text = "".join(words)
    return (text * (200_000 // len(text) + 1))[:200_000]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("en", filled("a"), id="one letter"),
        pytest.param("en", filled("\n"), id="empty lines"),
        pytest.param("ar", filled("\u0301"), id="marks without letters"),
        pytest.param("en", filled("Llama "), id="an ambiguous name"),
        pytest.param("en", filled("Meta Llama "), id="a maker and its work"),
        pytest.param("en", filled("Llama-3.1-70B-Instruct-"), id="a version of versions"),
        pytest.param("en", filled("Falcon Phoenix Mistral wind wine "), id="names beside what they are not"),
        pytest.param("en", filled("open source letter US Open, open letter on open weights "), id="context phrases"),
        pytest.param("en", filled("not good, never bad, hardly impressive and no risk "), id="cues and negations"),
        pytest.param("en", filled("unlike GPT-4, compared with Gemini, better than Claude: Llama "), id="contrasts"),
        pytest.param("en", filled("https://github.com/meta/open-source-llama?model=70B&x="), id="addresses"),
        pytest.param("en", filled("opensource-"), id="one endless word"),
        pytest.param("zh", filled("开源模型"), id="Chinese"),
        pytest.param("ja", filled("というオープンソースモデル"), id="Japanese"),
        pytest.param("ko", filled("오픈소스open모델"), id="Korean with stems"),
        pytest.param("und", filled("مفتوح", "открыт", "open"), id="three scripts in one word"),
    ],
)
def test_no_text_takes_long(language: str, text: str) -> None:
    CLASSIFIER.judge("", "", language)
    started = time.process_time()
    verdict = CLASSIFIER.judge("", text, language)
    CLASSIFIER.judge(text[:50_000], "", language)
    assert time.process_time() - started < 6  # one on an idle core; minutes where the time grows with the square
    assert len(pickle.dumps(verdict)) < 200_000


@pytest.mark.parametrize(
    ("language", "title", "text", "relevance"),
    [
        (
            "en",
            "Two wind farms at sea get their permit",
            "The offshore wind farm joins the grid in May.",
            Relevance.CORE,
        ),
        ("de", "Neuer Windpark in der Nordsee", "Der Offshore-Windpark liefert ab Mai Strom.", Relevance.CORE),
        ("fr", "Un parc éolien en mer de plus", "Le raccordement de l'éolien offshore commence.", Relevance.CORE),
        ("da", "Ny havvindmøllepark på vej", "Havvind skal dække en tredjedel af forbruget.", Relevance.CORE),
        ("en", "Second wind for a brass band", "The wind instruments play by the coast.", Relevance.OFF),
        ("en", "Open-weight AI model released", "The weights are on Hugging Face.", Relevance.OFF),
    ],
)
def test_a_second_beat_works_by_data_alone(language: str, title: str, text: str, relevance: Relevance) -> None:
    assert Classifier(load_beat("offshore_wind")).judge(title, text, language).relevance is relevance


def test_the_sample_newsroom_comes_out_right() -> None:
    wrong = []
    articles = load_newsroom().articles
    for article in articles.values():
        verdict = CLASSIFIER.judge(article.title, article.body, article.truth.language)
        assert pieces_hold(verdict, article.title, article.body)
        if verdict.relevance.value != article.truth.relevance:
            wrong.append((article.name, article.truth.relevance, verdict.relevance.value))
    assert [name for name, truth, said in wrong if truth == "off" and said == "core"] == []
    assert len(wrong) <= 0.1 * len(articles), wrong


def test_the_article_it_began_with_comes_out_right() -> None:
    truth = json.loads(shared_path("seed", "truth.jsonl").read_text(encoding="utf-8").splitlines()[0])
    verdict = CLASSIFIER.judge(truth["title"], truth["body"], truth["lang"])
    names = {name.casefold() for mention in verdict.mentions for name in (mention.entity, mention.label)}
    assert verdict.relevance is Relevance.CORE
    assert verdict.stance is Stance.MIXED
    assert set(truth["topics"]) <= set(verdict.topics)
    assert [name for name in truth["entities"] if name.casefold() not in names] == []
    assert pieces_hold(verdict, truth["title"], truth["body"])

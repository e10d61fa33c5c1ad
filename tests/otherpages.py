"""Pages of other kinds than articles, in templates and languages that the web has, and articles that look like them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

SITE = "https://news.example.org"


@dataclass(frozen=True)
class Words:
    """What pages of a language are made of: six headlines, six summaries, and the paragraphs of an article."""

    headlines: tuple[str, ...]
    summaries: tuple[str, ...]
    section: str
    more: str
    paragraphs: tuple[str, ...]


def _words(language: str) -> Words:
    subjects, deeds, summaries, section, more, sentences = _MATERIAL[language]
    joint = "" if language in {"zh", "ja"} else " "
    headlines = tuple(f"{who}{joint}{what}" for what in deeds for who in subjects)
    bodies = tuple(f"{who}{joint}{told}" for told in summaries for who in subjects)
    paragraphs = tuple(joint.join(sentences[at:] + sentences[:at]) for at in range(len(sentences)))
    return Words(headlines, bodies, section, more, paragraphs)


_MATERIAL: dict[str, tuple[list[str], list[str], list[str], str, str, list[str]]] = {
    "en": (
        ["The city council", "A small foundation", "Her old university", "The rail operator"],
        ["opens its archive to everyone", "buys three hundred servers", "says no to the new contract"],
        [
            "announced the step on Monday after a long debate about costs.",
            "has waited for two years for this decision.",
        ],
        "Politics",
        "Read more",
        [
            "The council met for nine hours on Monday, and nobody left before the vote.",
            "Its archive holds letters, maps and photographs from four centuries.",
            "Readers will find all of it on a public server from the first of May.",
            "What it costs, the treasurer said, is less than a new bus stop.",
        ],
    ),
    "de": (
        ["Der Stadtrat", "Eine kleine Stiftung", "Das Landesmuseum", "Die Bahngesellschaft"],
        ["öffnet das Archiv für alle", "kauft dreihundert neue Server", "lehnt den neuen Vertrag ab"],
        [
            "hat den Schritt am Montag nach langer Debatte bekannt gegeben.",
            "wartet seit zwei Jahren auf diese Entscheidung.",
        ],
        "Politik",
        "Mehr lesen",
        [
            "Neun Stunden lang tagte der Rat am Montag, und niemand ging vor der Abstimmung.",
            "Im Archiv liegen Briefe, Karten und Fotografien aus vier Jahrhunderten.",
            "Ab dem ersten Mai sollen alle sie auf einem öffentlichen Server finden.",
            "Das koste weniger als eine neue Haltestelle, sagte die Kämmerin.",
        ],
    ),
    "fr": (
        ["Le conseil municipal", "Une petite fondation", "Le musée régional", "La compagnie des trains"],
        ["ouvre ses archives à tous", "achète trois cents serveurs neufs", "refuse le nouveau contrat"],
        ["a annoncé cette mesure lundi après un long débat.", "attendait cette décision depuis deux ans."],
        "Politique",
        "Lire plus",
        [
            "Le conseil a siégé neuf heures lundi, et personne n'est parti avant le vote.",
            "Ses archives gardent des lettres, des cartes et des photos de quatre siècles.",
            "Le public les trouvera sur un serveur ouvert à partir du premier mai.",
            "Cela coûte moins qu'un arrêt de bus, a dit la trésorière.",
        ],
    ),
    "es": (
        ["El ayuntamiento", "Una pequeña fundación", "El museo regional", "La compañía de trenes"],
        ["abre su archivo a todos", "compra trescientos servidores nuevos", "rechaza el nuevo contrato"],
        ["anunció la medida el lunes tras un largo debate.", "esperaba esta decisión desde hace dos años."],
        "Política",
        "Leer más",
        [
            "El pleno duró nueve horas el lunes y nadie se fue antes de la votación.",
            "El archivo guarda cartas, mapas y fotografías de cuatro siglos.",
            "El público los hallará en un servidor abierto desde el primero de mayo.",
            "Cuesta menos que una parada de autobús, dijo la tesorera.",
        ],
    ),
    "tr": (
        ["Belediye meclisi", "Küçük bir vakıf", "Bölge müzesi", "Tren şirketi"],
        ["arşivini herkese açıyor bugün", "üç yüz yeni sunucu aldı", "yeni sözleşmeyi kabul etmedi"],
        ["adımı uzun bir tartışmadan sonra pazartesi günü duyurdu.", "bu kararı iki yıldır bekliyordu."],
        "Siyaset",
        "Devamı",
        [
            "Meclis pazartesi günü dokuz saat toplandı ve kimse oylamadan önce ayrılmadı.",
            "Arşivde dört yüzyıllık mektuplar, haritalar ve fotoğraflar var.",
            "Okurlar hepsini mayıs ayından sonra açık bir sunucuda bulacak.",
            "Maliyeti bir otobüs durağından az, dedi sayman.",
        ],
    ),
    "ru": (
        ["Городской совет", "Небольшой фонд", "Областной музей", "Железнодорожная компания"],
        ["открывает свой архив для всех", "купил триста новых серверов", "не принял новый договор"],
        ["объявил об этом в понедельник после долгих споров.", "ждал этого решения целых два года."],
        "Политика",
        "Подробнее",
        [
            "Совет заседал в понедельник девять часов, и никто не ушёл до голосования.",
            "В архиве хранятся письма, карты и фотографии четырёх столетий.",
            "С первого мая все они будут лежать на открытом сервере.",
            "Это дешевле новой остановки, сказала казначей.",
        ],
    ),
    "ar": (
        ["المجلس البلدي", "مؤسسة صغيرة", "المتحف الإقليمي", "شركة القطارات"],
        ["يفتح الأرشيف أمام جميع القراء", "تشتري ثلاثمئة خادم جديد", "ترفض العقد الجديد كله"],
        ["أعلن هذه الخطوة يوم الاثنين بعد نقاش طويل.", "انتظرت هذا القرار منذ عامين كاملين."],
        "سياسة",
        "المزيد",
        [
            "اجتمع المجلس تسع ساعات يوم الاثنين ولم يغادر أحد قبل التصويت.",
            "يضم الأرشيف رسائل وخرائط وصورا من أربعة قرون.",
            "سيجدها القراء على خادم مفتوح من أول شهر مايو.",
            "وقالت أمينة الصندوق إن الكلفة أقل من موقف حافلات.",
        ],
    ),
    "hi": (
        ["नगर परिषद ने", "एक छोटी संस्था ने", "राज्य संग्रहालय ने", "रेल कंपनी ने"],
        ["अपना अभिलेखागार सबके लिए खोला", "तीन सौ नए सर्वर खरीदे", "नया अनुबंध मानने से मना किया"],
        ["लंबी बहस के बाद सोमवार को यह कदम उठाया।", "दो साल से इस फैसले का इंतजार किया था।"],
        "राजनीति",
        "और पढ़ें",
        [
            "परिषद सोमवार को नौ घंटे बैठी और मतदान से पहले कोई नहीं गया।",
            "अभिलेखागार में चार सदियों के पत्र, नक्शे और चित्र हैं।",
            "पहली मई से पाठक इन्हें खुले सर्वर पर देख सकेंगे।",
            "कोषाध्यक्ष ने कहा कि खर्च एक बस अड्डे से कम है।",
        ],
    ),
    "zh": (
        ["市议会", "一家小型基金会", "省立博物馆", "铁路运营公司"],
        ["今天向所有人开放历史档案", "一次买下三百台新服务器", "拒绝在新合同上签字"],
        ["经过长时间的讨论后于周一宣布了这一步骤。", "为了这个决定已经等待了整整两年时间。"],
        "政治",
        "更多",
        [
            "议会周一开了九个小时的会,表决之前没有人离开会场。",
            "档案馆里有四个世纪以来的信件、地图和照片。",
            "从五月一日起,读者可以在公共服务器上看到这一切。",
            "财务主管说,花费比一个新的公交车站还要少。",
        ],
    ),
    "ja": (
        ["市議会が", "小さな財団が", "県立博物館が", "鉄道会社が"],
        ["古い資料をすべての人に公開した", "新しいサーバーを三百台購入した", "新しい契約を断ると発表した"],
        ["長い議論のあと月曜日にこの決定を明らかにした。", "この決定を二年間も待ち続けていたという。"],
        "政治",
        "もっと見る",
        [
            "議会は月曜日に九時間続き、採決の前に席を立つ人はいなかった。",
            "資料館には四百年分の手紙や地図や写真が保管されている。",
            "五月一日からは誰でも公開サーバーで見ることができる。",
            "費用は新しいバス停より安いと会計責任者は話した。",
        ],
    ),
}

LANGUAGES: dict[str, Words] = {language: _words(language) for language in _MATERIAL}


def page(language: str, head: str, body: str, body_class: str = "") -> str:
    """A page with the menus and the footer that any site has."""
    words = LANGUAGES[language]
    menu = "".join(f'<li><a href="/{at}/">{words.section}</a></li>' for at in range(6))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">{head}</head><body class="{body_class}">'
        f'<header><a href="/">Example</a><nav><ul>{menu}</ul></nav></header><main>{body}</main>'
        '<footer><ul><li><a href="/imprint">Imprint</a></li></ul><p>© 2026 Example Media</p></footer></body></html>'
    )


def json_ld(value: object) -> str:
    """A script of structured data."""
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def article_head(title: str, **more: object) -> str:
    """What the head of an article's page says of it."""
    node = {"@type": "NewsArticle", "headline": title, "datePublished": "2026-03-05T08:00:00Z", **more}
    return f'<title>{title}</title><meta property="og:type" content="article">{json_ld(node)}'


def article_body(words: Words) -> str:
    """An article of four paragraphs, long enough to be one."""
    return f"<article><h1>{words.headlines[0]}</h1>" + "".join(f"<p>{p}</p>" for p in words.paragraphs) + "</article>"


# Lists: each takes the words of a language and gives an address below the site, the head, the body and its class.

Template = Callable[[Words], tuple[str, str, str, str]]


def _each(words: Words, form: str, count: int = 12) -> str:
    return "".join(
        form.format(
            at=at,
            headline=words.headlines[at % len(words.headlines)],
            summary=words.summaries[at % len(words.summaries)],
            more=words.more,
            section=words.section,
        )
        for at in range(count)
    )


def weblog_archive(words: Words) -> tuple[str, str, str, str]:
    form = (
        '<article class="post-{at} post"><header>'
        '<h2 class="entry-title"><a href="/2026/03/story-{at}/">{headline}</a></h2>'
        '<span class="posted-on">5.3.2026</span></header><div class="entry-summary"><p>{summary}</p>'
        '<a class="more-link" href="/2026/03/story-{at}/">{more}</a></div></article>'
    )
    head = f"<title>{words.section} - Example</title>"
    body = f"<h1>{words.section}</h1>" + _each(words, form)
    return "/category/politics/", head, body, "archive category category-politics wp-theme"


def card_grid(words: Words) -> tuple[str, str, str, str]:
    form = (
        '<div class="card"><a href="https://news.example.org/a/{at}"><img src="/{at}.jpg" alt="">'
        "<div><h3>{headline}</h3><p>{summary}</p>"
        "<time>08:00</time></div></a></div>"
    )
    head = f'<title>{words.section} | Example</title><meta property="og:type" content="website">'
    return "/politics", head, f'<div class="grid">{_each(words, form)}</div>', ""


def front_page(words: Words) -> tuple[str, str, str, str]:
    form = '<li class="item"><a href="/story/{at}">{headline}</a></li>'
    blocks = "".join(f"<section><h2>{words.section}</h2><ul>{_each(words, form, 24)}</ul></section>" for _ in range(2))
    return "/", "<title>Example</title>", blocks, "page"


def tag_with_introduction(words: Words) -> tuple[str, str, str, str]:
    form = '<div class="teaser"><h3><a href="/a/{at}.html">{headline}</a></h3><p>{summary}</p></div>'
    head = f"<title>{words.section}</title>" + json_ld({"@type": "CollectionPage", "name": words.section})
    body = f'<h1>{words.section}</h1><p class="intro">{words.paragraphs[0]}</p>{_each(words, form)}'
    return "/tag/archive", head, body, ""


def search_results(words: Words) -> tuple[str, str, str, str]:
    form = (
        '<div class="result"><a class="result-title" href="/a/{at}">{headline}</a><span class="date">5.3.2026</span>'
        '<div class="snippet">{summary}</div></div>'
    )
    body = f'<form><input name="q" value="x"></form><p>1-12 / 240</p>{_each(words, form)}'
    return "/find?q=archive", "<title>x - Example</title>", body, ""


def table_of_news(words: Words) -> tuple[str, str, str, str]:
    form = '<tr class="row"><td>5.3.2026</td><td>{section}</td><td><a href="/press/{at}">{headline}</a></td></tr>'
    head = f"<title>{words.section}</title>"
    return "/press/releases", head, f"<h1>{words.section}</h1><table>{_each(words, form, 20)}</table>", ""


def dated_list(words: Words) -> tuple[str, str, str, str]:
    form = (
        '<li><a href="./t2026_{at}.shtml" target="_blank" title="{headline}">{headline}</a><span>2026-03-05</span></li>'
    )
    head = f"<title>{words.section}</title>"
    return "/news/index.html", head, f'<div class="list"><ul class="news">{_each(words, form, 20)}</ul></div>', ""


def whole_posts(words: Words) -> tuple[str, str, str, str]:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in words.paragraphs[:2])
    heading = '<h2><a href="/2026/{at}.html">{headline}</a></h2>'
    form = f'<div class="post hentry">{heading}<div class="post-body">{text}</div></div>'
    return "/", "<title>A weblog</title>", _each(words, form, 7), ""


def author_page(words: Words) -> tuple[str, str, str, str]:
    form = '<div class="story"><h4><a href="/a/{at}">{headline}</a></h4><p class="dek">{summary}</p></div>'
    head = "<title>Ada Example</title>" + json_ld(
        {"@type": "ProfilePage", "mainEntity": {"@type": "Person", "name": "Ada Example"}}
    )
    body = f"<h1>Ada Example</h1><p>{words.paragraphs[1]}</p><div>{_each(words, form, 10)}</div>"
    return "/author/ada", head, body, ""


def described_posts(words: Words) -> tuple[str, str, str, str]:
    posts = [
        {"@type": "BlogPosting", "headline": headline, "url": f"{SITE}/p/{at}", "datePublished": "2026-03-05"}
        for at, headline in enumerate(words.headlines)
    ]
    form = (
        '<section class="entry"><div class="head"><a href="/p/{at}">{headline}</a></div><div>{summary}</div></section>'
    )
    return "/all", "<title>All</title>" + json_ld(posts), f"<div>{_each(words, form)}</div>", ""


def definition_list(words: Words) -> tuple[str, str, str, str]:
    form = '<dl class="n"><dt><a href="article.php?id={at}">{headline}</a></dt><dd>{summary}</dd></dl>'
    return (
        "/section.php?category=3",
        f"<title>{words.section}</title>",
        f"<h2>{words.section}</h2>{_each(words, form)}",
        "",
    )


def rows_of_cards(words: Words) -> tuple[str, str, str, str]:
    form = (
        '<div class="col-4"><article class="c"><a href="/a/{at}" class="pic"><img src="/{at}.webp"></a>'
        '<a href="/topic/x" class="kicker">{section}</a><a href="/a/{at}" class="title"><h2>{headline}</h2></a>'
        '<div class="dek">{summary}</div><div class="by"><a href="/by/ada">Ada</a></div></article></div>'
    )
    head = f'<title>{words.section}</title><meta property="og:type" content="website">'
    return "/en/latest?page=2", head, f'<div class="row">{_each(words, form)}</div>', "page"


def front_with_links_around_cards(words: Words) -> tuple[str, str, str, str]:
    form = (
        '<div class="css-1x{at}b wrapper"><a class="css-9my" href="/2026/03/05/x/{at}.html"><section class="css-{at}">'
        '<p class="title">{headline}</p><p class="summary">{summary}</p></section></a></div>'
    )
    hero = f'<div class="hero"><a href="/h"><h2>{words.headlines[5]}</h2></a><p>{words.summaries[3]}</p></div>'
    head = '<title>Example</title><meta property="og:type" content="website">'
    return "/", head, hero + _each(words, form, 20), ""


def links_over_cards(words: Words) -> tuple[str, str, str, str]:
    form = (
        '<article class="post-entry"><header><h2>{headline}</h2></header><div><p>{summary}</p></div>'
        '<a class="entry-link" aria-label="{headline}" href="https://news.example.org/posts/p{at}/"></a></article>'
    )
    return "/posts/", "<title>Posts</title>", f"<h1>Posts</h1>{_each(words, form, 10)}", "list"


def press_releases(words: Words) -> tuple[str, str, str, str]:
    form = '<li><span>05.03.2026</span> <a href="release-{at}.html">{headline}</a><br>{summary}</li>'
    return "/press/2026/index.html", "<title>Press</title>", f"<h1>Press</h1><ul>{_each(words, form, 14)}</ul>", ""


def headings_without_cards(words: Words) -> tuple[str, str, str, str]:
    form = '<h3><a href="/n/{at}">{headline}</a></h3><p>{summary}</p>'
    return "/category/politics", f"<title>{words.section}</title>", _each(words, form, 14), ""


def rows_by_two(words: Words) -> tuple[str, str, str, str]:
    form = (
        '<tr class="thing"><td class="title"><a href="/item?id={at}">{headline}</a></td></tr>'
        '<tr><td class="sub">12 <a href="/user?id=a">a</a> | <a href="/item?id={at}">55</a></td></tr>'
    )
    return "/newest", "<title>New</title>", f"<table>{_each(words, form, 30)}</table>", ""


def archive_that_is_called_article(words: Words) -> tuple[str, str, str, str]:
    form = (
        '<div class="module_10 wrap"><a href="/x-{at}/" title="{headline}"><img src="/{at}.png"></a>'
        '<div class="details"><h3 class="title"><a href="https://news.example.org/x-{at}/">{headline}</a></h3>'
        "<span>Ada</span><time>5 March</time><div>{summary}</div></div></div>"
    )
    head = '<title>x</title><meta property="og:type" content="article"><meta name="robots" content="index">'
    return "/category/politics/page/2/", head, f"<div>{_each(words, form, 10)}</div>", "archive category"


def few_cards(words: Words) -> tuple[str, str, str, str]:
    form = '<div class="c"><h2><a href="/a-{at}">{headline}</a></h2><p>{summary}</p><a href="/a-{at}">{more}</a></div>'
    return "/insights", "<title>Insights</title>", f"<p>{words.summaries[0]}</p>{_each(words, form, 5)}", ""


def excerpts(words: Words) -> tuple[str, str, str, str]:
    text = f"{{summary}} {' '.join(words.paragraphs)} …"
    form = f'<div class="entry"><h2><a href="/story-{{at}}-x">{{headline}}</a></h2><p>{text}</p></div>'
    return "/writing/all-of-it", "<title>Writing</title>", f"<h1>Writing</h1>{_each(words, form, 10)}", ""


LISTS: tuple[Template, ...] = (
    weblog_archive, card_grid, front_page, tag_with_introduction, search_results, table_of_news, dated_list,
    whole_posts, author_page, described_posts, definition_list, rows_of_cards, front_with_links_around_cards,
    links_over_cards, press_releases, headings_without_cards, rows_by_two, archive_that_is_called_article, few_cards,
    excerpts,
)  # fmt: skip


# Players and slideshows.


def _described(words: Words) -> str:
    return f"<h1>{words.headlines[0]}</h1><p>{words.summaries[0]}</p>"


def film_by_graph(words: Words) -> tuple[str, str, str, str]:
    head = f'<title>{words.headlines[0]}</title><meta property="og:type" content="video.other">'
    return "/watch/123", head, _described(words) + f"<p>{words.paragraphs[0]}</p>", ""


def film_by_data(words: Words) -> tuple[str, str, str, str]:
    node = {"@type": "VideoObject", "name": words.headlines[0], "description": words.summaries[0]}
    head = f"<title>{words.headlines[0]}</title>" + json_ld({"@graph": [node, {"@type": "WebSite", "name": "Example"}]})
    return "/a/77", head, f'<div class="player" id="p"></div>{_described(words)}<p>{words.paragraphs[0]}</p>', ""


def film_as_main_entity(words: Words) -> tuple[str, str, str, str]:
    node = {"@type": "WebPage", "mainEntity": {"@type": "VideoObject", "name": words.headlines[0]}}
    return "/c/1", f"<title>{words.headlines[0]}</title>{json_ld(node)}", _described(words), ""


def film_among_articles(words: Words) -> tuple[str, str, str, str]:
    head = article_head(words.headlines[0], video={"@type": "VideoObject", "name": words.headlines[0]})
    return "/videos/2026/story", head, f"<video src='/v.mp4'></video>{_described(words)}", ""


def film_that_is_described(words: Words) -> tuple[str, str, str, str]:
    video = {"@type": "VideoObject", "name": words.headlines[0], "description": words.summaries[0]}
    return "/news/9", article_head(words.headlines[0], video=video), _described(words), ""


def bare_film(words: Words) -> tuple[str, str, str, str]:
    frame = '<iframe src="https://player.example.com/embed/x1" allowfullscreen></iframe>'
    return "/2026/03/05/story", f"<title>{words.headlines[0]}</title>", f"{_described(words)}<p>{frame}</p>", ""


def episode(words: Words) -> tuple[str, str, str, str]:
    node = {"@type": "PodcastEpisode", "name": words.headlines[0], "partOfSeries": {"@type": "PodcastSeries"}}
    head = f"<title>{words.headlines[0]}</title>{json_ld(node)}"
    return "/e/42", head, f"<audio src='/42.mp3'></audio>{_described(words)}<p>{words.paragraphs[1]}</p>", ""


def sound_by_address(words: Words) -> tuple[str, str, str, str]:
    return (
        "/podcasts/daily/42",
        f"<title>{words.headlines[0]}</title>",
        f"{_described(words)}<audio controls></audio>",
        "",
    )


def gallery_by_data(words: Words) -> tuple[str, str, str, str]:
    node = {"@type": "ImageGallery", "name": words.headlines[0]}
    pictures = "".join(
        f'<figure><img src="/{at}.jpg"><figcaption>{words.section} {at}</figcaption></figure>' for at in range(9)
    )
    return "/g/5", f"<title>{words.headlines[0]}</title>{json_ld(node)}", _described(words) + pictures, ""


def gallery_by_address(words: Words) -> tuple[str, str, str, str]:
    pictures = "".join(f'<li><img src="/{at}.jpg"></li>' for at in range(9))
    head = article_head(words.headlines[0])
    return "/gallery/spring", head, f'{_described(words)}<ul class="slideshow">{pictures}</ul>', ""


def film_in_microdata(words: Words) -> tuple[str, str, str, str]:
    body = (
        f'<div itemscope itemtype="https://schema.org/VideoObject"><h1 itemprop="name">{words.headlines[0]}</h1>'
        f'<div class="frame"></div><p itemprop="description">{words.paragraphs[0]} {words.summaries[1]}</p></div>'
    )
    return "/tv/clip-1", f"<title>{words.headlines[0]}</title>", body, ""


def gallery_with_captions(words: Words) -> tuple[str, str, str, str]:
    pictures = "".join(f'<div class="slide"><img src="/{at}.jpg"><p>{words.section} {at}</p></div>' for at in range(9))
    head = f'<title>{words.headlines[0]}</title><meta property="og:type" content="article">'
    return "/fotos/2026/x", head, f'{_described(words)}<div class="gallery-frame">{pictures}</div>', ""


def film_by_card(words: Words) -> tuple[str, str, str, str]:
    head = f'<title>{words.headlines[0]}</title><meta name="twitter:card" content="player">'
    return "/video/2026/x", head, f'{_described(words)}<div id="p"></div><p>{words.paragraphs[0]}</p>', ""


MEDIA: tuple[Template, ...] = (
    film_by_graph, film_by_data, film_as_main_entity, film_among_articles, film_that_is_described, bare_film, episode,
    sound_by_address, gallery_by_data, gallery_by_address, film_in_microdata, gallery_with_captions, film_by_card,
)  # fmt: skip


# Articles that look like one of these.


def with_related_cards(words: Words) -> tuple[str, str, str, str]:
    _, _, cards, _ = card_grid(words)
    return "/2026/story", f"<title>{words.headlines[0]}</title>", article_body(words) + f"<aside>{cards}</aside>", ""


def short_with_most_read(words: Words) -> tuple[str, str, str, str]:
    form = '<li class="item"><a href="/story/{at}">{headline}</a></li>'
    body = (
        f"<h1>{words.headlines[0]}</h1><p>{words.paragraphs[0]}</p><section><ol>{_each(words, form, 10)}</ol></section>"
    )
    return "/news/2026/story-9", article_head(words.headlines[0]), body, ""


def with_film(words: Words) -> tuple[str, str, str, str]:
    head = article_head(words.headlines[0], video={"@type": "VideoObject", "name": words.headlines[1]})
    body = f"<video src='/v.mp4'></video>{article_body(words)}<p>{words.summaries[2]}</p>"
    return "/2026/story", head, body, ""


def listicle(words: Words) -> tuple[str, str, str, str]:
    form = f'<h2><a href="/product/{{at}}">{{at}}. {{headline}}</a></h2><p>{{summary}} {words.paragraphs[0]}</p>'
    head = article_head(words.headlines[0])
    return (
        "/best-ten",
        head,
        f"<h1>{words.headlines[0]}</h1><p>{words.paragraphs[1]}</p>{_each(words, form, 10)}",
        "single",
    )


def live_blog(words: Words) -> tuple[str, str, str, str]:
    form = (
        '<div class="update"><a class="time" href="#u{at}">08:{at:02}</a><h3>{headline}</h3><p>{summary} '
        + words.paragraphs[2]
        + "</p></div>"
    )
    head = f"<title>{words.headlines[0]}</title>" + json_ld(
        {"@type": "LiveBlogPosting", "headline": words.headlines[0], "datePublished": "2026-03-05T08:00:00Z"}
    )
    return "/live/1", head, f"<h1>{words.headlines[0]}</h1>{_each(words, form)}", ""


def digest_of_links(words: Words) -> tuple[str, str, str, str]:
    form = f'<p>{words.paragraphs[3]} <a href="/story/{{at}}">{{headline}}</a>, {{summary}}</p>'
    return (
        "/weekly/12",
        f"<title>{words.headlines[0]}</title>",
        f"<h1>{words.headlines[0]}</h1>{_each(words, form)}",
        "",
    )


def digest_of_others(words: Words) -> tuple[str, str, str, str]:
    form = '<div class="pick"><h3><a href="https://other{at}.example.com/a">{headline}</a></h3><p>{summary}</p></div>'
    return "/weekly/13", f"<title>{words.headlines[0]}</title>", f"<p>{words.paragraphs[0]}</p>{_each(words, form)}", ""


def transcript(words: Words) -> tuple[str, str, str, str]:
    node = {"@type": "PodcastEpisode", "name": words.headlines[0]}
    text = "".join(f"<p>{paragraph}</p>" for paragraph in words.paragraphs * 3)
    return "/podcasts/42", f"<title>{words.headlines[0]}</title>{json_ld(node)}", f"<audio></audio>{text}", ""


def round_up(words: Words) -> tuple[str, str, str, str]:
    text = f"{{summary}} {' '.join(words.paragraphs)}"
    form = f'<section><h2><a href="/story-{{at}}-x">{{headline}}</a></h2><p>{text}</p></section>'
    return "/weekly/14-the-week-in-archives", f"<title>{words.headlines[0]}</title>", _each(words, form, 8), ""


def release_notes(words: Words) -> tuple[str, str, str, str]:
    form = '<li><a href="/example/archive/pull/{at}">{headline}</a></li>'
    body = f"<h1>{words.headlines[0]}</h1><ul>{_each(words, form, 9)}</ul>"
    return "/example/archive/releases/v2.1.0-beta", f"<title>{words.headlines[0]}</title>", body, ""


ARTICLES: tuple[Template, ...] = (
    with_related_cards, short_with_most_read, with_film, listicle, live_blog, digest_of_links, digest_of_others,
    transcript, round_up, release_notes,
)  # fmt: skip


def made(template: Template, language: str) -> tuple[str, str]:
    """A page's address and markup."""
    path, head, body, body_class = template(LANGUAGES[language])
    return SITE + path, page(language, head, body, body_class)

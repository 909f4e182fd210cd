"""The lab's pages: every operation in both languages, an address that holds the inputs, and what does not fit."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient

from question_bank.bank import Bank
from question_bank.model.bilingual import LANGUAGES
from question_bank.operations import operations
from question_bank.operations.fields import most
from question_bank.operations.filling import largest_values, size_letters
from question_bank.operations.typed import written
from tests.app.site import Site, build
from tests.question_bank.budget import portion

SOME = pytest.mark.parametrize("name", portion(operations(), 16))


@pytest.fixture(scope="module")
def site(template: Path, tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> Iterator[Site]:
    """One app for all of these tests: nothing here depends on what another has left."""
    app, clock = build(template, tmp_path_factory.mktemp("site"), bank)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield Site(client, app.state.services, clock)


def output(html: str) -> str:
    """Result, check and derivation."""
    return html.partition('<div id="lab-output"')[2]


def shared(html: str) -> str:
    """The address of these inputs."""
    found = re.search(r'<p class="hint"><a href="(/lab/[^"]+)"', html)
    assert found is not None
    return unescape(found[1])


def fields(html: str) -> dict[str, str]:
    """What stands in the form's fields."""
    form = html.partition('<form class="lab"')[2].partition("</form>")[0]
    found = dict(re.findall(r'<input type="text" id="[^"]+" name="([^"]+)" value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>\n([^<]*)</textarea>', form))
    found |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]+)" checked', form))
    return {name: unescape(value) for name, value in found.items()}


@SOME
def test_every_operation_has_its_page_in_both_languages(site: Site, name: str) -> None:
    for language in LANGUAGES:
        response = site.get(f"/lab/{name}", language)
        assert response.status_code == 200
        assert operations()[name].title.in_language(language) in unescape(response.text)
        assert 'class="derivation"' in response.text
        assert "NaN" not in response.text
        if language == "en":
            text = re.sub(r"<[^>]+>", "", response.text)
            assert not re.search("[ぁ-ん]", text)


@SOME
def test_every_example_has_its_script_and_a_picture(site: Site, name: str) -> None:
    for language in LANGUAGES:
        html = output(site.get(f"/lab/{name}", language).text)
        pictured = html.partition('<div id="pictures">')[2].partition('<section class="derivation">')[0]
        assert "<svg" in pictured or 'class="weights"' in pictured or 'class="grams"' in pictured
        assert 'data-copy="snippet"' in html
        assert "import numpy as np" in html.partition('<code id="snippet">')[2]
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        steps = set(re.findall(r'<li id="(step-\d+)"', html))
        assert set(re.findall(r'href="#(step-\d+)"', pictured)) <= steps


@pytest.mark.parametrize(
    ("name", "seen", "picture"),
    [
        ("bleu", "", 'class="grams"'),
        ("scaled-dot-attention", "", 'class="masked"'),
        ("truncated-bptt", "", 'class="picture sizes"'),
        ("lstm", "h-1", "LSTM のユニット（t = 1）"),
        ("lstm", "", "LSTM のユニット（t = 2）"),
        ("beam-search", "", "探索の木"),
        ("pairs", "", "文章の k 番目の単語を中心とする組の数"),
    ],
)
def test_the_picture_is_the_one_that_fits(site: Site, name: str, seen: str, picture: str) -> None:
    html = site.get(f"/lab/{name}?seen={seen}").text
    assert picture in html.partition('id="pictures"')[2].partition('class="derivation"')[0]


def test_one_of_several_results_can_be_pictured(site: Site) -> None:
    html = site.get("/lab/bptt").text
    assert re.findall(r'data-name="([^"]+)"', graph(html))[-1] != "dW"
    (address,) = re.findall(r'href="(/lab/bptt[^"]+seen=dW#pictures)"', html)
    chosen = site.get(unescape(address)).text
    assert fields(chosen) == fields(html)
    assert re.findall(r'class="node step asked" data-name="([^"]+)"', graph(chosen)) == ["dW"]
    assert '<input type="hidden" name="seen" value="dW">' in chosen
    assert "seen=dW" in shared(chosen)
    assert graph(site.get("/lab/bptt?seen=nonsense").text) == graph(html)


def graph(html: str) -> str:
    """The drawing of the computation graph."""
    return html.partition('<figure class="picture graph">')[2].partition("</svg>")[0]


def test_a_graph_that_could_not_be_read_is_left_out_and_said(site: Site) -> None:
    largest = largest_values(operations()["skip-gram"], {})
    html = site.post("/lab/skip-gram", {name: written(value) for name, value in largest.items()}).text
    assert 'class="derivation"' in html
    assert "計算グラフは省きました" in html
    assert graph(html) == ""
    assert "計算グラフは省きました" not in site.get("/lab/skip-gram").text


@pytest.mark.parametrize(
    "address",
    [
        "vae-divergence?mu=0&log_var=500",
        "vae-divergence?mu=1e6&log_var=-500",
        "through-time-power?w=1e6&slope=1e6&k=100",
        "attention-weights?e=709+709+709",
        "temperature?s=2+1+0&tau=0.001",
        "bptt?x=0&d=0+1&W_in=0&W=0&b=0&z0=0&W_out=0;0&c=800+0&loss=cross_entropy",
        "negative-sampling?h=1&v=-800;800",
        "cosine?a=1e-200+0&b=1e-200+0",
        "gaussian-divergence?mu_q=0&sigma_q=1e-300&mu_p=1&sigma_p=1e-300",
        "masked-loss?p=0.5+0&m=1+0",
        "bleu?candidate=a+b+c&references=a+b+c&smoothing=exp&effective_order=true",
        "bleu?candidate=a+b+c&references=d&smoothing=add-k&amount=2",
        "through-time-chain?w=0&z=0+0+0",
        "bptt?x=1e6+1e6&d=1&W_in=1e6+1;1+1&W=1e6+1;1+1&b=0+0&z0=0+0&W_out=1e6+1&c=0&f=identity",
        "pairs?length=1&window=1",
        "beam-search?tokens=a%5E_+%5C%7B%24%25+%23%26~&first=0.5+0.3+0.2&after=1+0+0;0+1+0;0+0+1&length=3",
        "bleu?candidate=%22%2Bx%5C+%7B%7D&references=%3Cb%3E+%27",
    ],
)
def test_extreme_inputs_are_no_failure(site: Site, address: str) -> None:
    for language in LANGUAGES:
        assert site.get(f"/lab/{address}", language).status_code == 200


@SOME
def test_an_address_holds_the_inputs(site: Site, name: str) -> None:
    drawn = site.get(f"/lab/{name}?seed=5").text
    again = site.get(shared(drawn)).text
    assert output(again) == output(drawn)
    assert fields(again) == fields(drawn)
    assert {
        key: value for key, (value,) in parse_qs(urlsplit(shared(drawn)).query, keep_blank_values=True).items()
    } == (fields(drawn))
    assert site.get(f"/lab/{name}?seed=5").text == drawn
    assert any(fields(site.get(f"/lab/{name}?seed={seed}").text) != fields(drawn) for seed in range(6, 12))


@SOME
def test_the_largest_sizes_are_computed(site: Site, name: str) -> None:
    sizes = {f"size-{letter}": str(most(letter)) for letter in size_letters(operations()[name])}
    response = site.get(f"/lab/{name}?{urlencode({'seed': '2', **sizes})}")
    assert response.status_code == 200
    assert 'class="derivation"' in response.text


def test_nothing_is_stored(site: Site) -> None:
    before = [
        site.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("learner", "quiz", "instance", "submission")
    ]
    site.get("/lab")
    site.get("/lab/bptt?seed=3")
    site.post("/lab/bptt", {"x": "1 2"})
    after = [
        site.rows(f"SELECT count(*) FROM {table}")[0][0] for table in ("learner", "quiz", "instance", "submission")
    ]
    assert before == after


def test_what_does_not_fit_is_said_and_stays_as_typed(site: Site) -> None:
    sent = {name: written(value) for name, value in operations()["bptt"].example.items()} | {
        "W": "1 2 3",
        "b": "０ あ",
        "loss": "squared",
    }
    response = site.get(f"/lab/bptt?{urlencode(sent)}")
    assert response.status_code == 422
    assert fields(response.text)["W"] == "1 2 3"
    assert fields(response.text)["b"] == "０ あ"
    summary = response.text.partition('<div class="problems"')[2].partition("</div>")[0]
    assert summary.index('href="#field-W"') < summary.index('href="#field-b"')
    assert "W：H の数がほかの入力と合いません（入力は 1 × 3）。必要な形は「2 × 2 の数（H × H）」です。" in summary
    assert "b：1 行 2 列の「あ」：数として読み取れません" in summary
    assert 'aria-describedby="shape-W problem-W" aria-invalid="true"' in response.text
    assert 'class="derivation"' not in response.text
    english = site.get(f"/lab/bptt?{urlencode(sent)}", "en").text
    assert "Expected: 2 × 2 numbers (H × H)." in english


def test_full_width_numbers_give_the_same_page(site: Site) -> None:
    plain = site.get("/lab/perplexity?p=0.5+0.25").text
    wide = site.get(f"/lab/perplexity?{urlencode({'p': '０．５、１／４'})}").text
    assert re.sub(r'href="/lab/[^"]*"', "", output(wide)) == re.sub(r'href="/lab/[^"]*"', "", output(plain))


def test_a_convention_that_needs_more_fields_brings_them_filled(site: Site) -> None:
    sent = {"h": "1 0 1\n0 1 1", "s": "1 2 1", "score": "general"}
    response = site.get(f"/lab/attention?{urlencode(sent)}")
    assert response.status_code == 200
    rows = fields(response.text)["W"].split("\n")
    assert len(rows) == 3
    assert all(len(row.split()) == 3 for row in rows)


def test_one_hot_targets_come_with_cross_entropy(site: Site) -> None:
    response = site.get("/lab/bptt?loss=cross_entropy&seed=1&size-O=3")
    assert response.status_code == 200
    assert all(sorted(row.split()) == ["0", "0", "1"] for row in fields(response.text)["d"].split("\n"))


def test_long_inputs_go_by_post(site: Site) -> None:
    long = site.get("/lab/beam-search?seed=1&size-V=40").text
    assert re.search(r'<form class="lab"[^>]* method="post"', long)
    assert "アドレスには入りません" in long
    response = site.post("/lab/beam-search", fields(long))
    assert response.status_code == 200
    assert output(response.text) == output(long)
    short = site.get("/lab/beam-search").text
    assert re.search(r'<form class="lab"[^>]* method="get"', short)


def test_what_is_not_finite_is_said(site: Site) -> None:
    html = site.get("/lab/through-time-power?w=1e6&slope=1e6&k=100").text
    assert "大きすぎて、倍精度の浮動小数点数では表せません" in html
    html = site.get("/lab/sequence-probability?p=1e-300+1e-300").text
    assert "小さすぎて 0 になった成分があります" in html


def test_a_search_shows_what_it_found(site: Site) -> None:
    assert "見つかった系列：" in site.get("/lab/beam-search").text
    assert "見つかった系列：" not in site.get("/lab/cosine").text


def test_truncation_says_why_the_check_differs(site: Site) -> None:
    assert "打ち切った勾配は" in site.get("/lab/truncated-bptt").text
    assert "打ち切った勾配は" not in site.get("/lab/bptt").text


@pytest.mark.parametrize(
    "query",
    [
        "seed=abc",
        "seed=-1",
        "seed=99999999999999999",
        "size-T=0&seed=1",
        "size-T=999&seed=1",
        "f=nonsense",
        "x=" + "1" * 3000,
    ],
)
def test_an_address_that_was_tampered_with_is_no_failure(site: Site, query: str) -> None:
    assert site.get(f"/lab/bptt?{query}").status_code in {200, 422}


def test_text_is_escaped(site: Site) -> None:
    html = site.get(
        f"/lab/bleu?{urlencode({'candidate': '<script>alert(1)</script> `|` *a*', 'references': 'a'})}"
    ).text
    assert "<script>alert" not in html


def test_an_unknown_operation_is_not_found(site: Site) -> None:
    assert site.get("/lab/nothing").status_code == 404
    assert site.post("/lab/nothing", {"x": "1"}).status_code == 404


def test_a_question_leads_to_the_lab_only_once_it_is_answered(site: Site) -> None:
    quiz = site.quiz("bptt.recurrent-weight-gradient")
    address = f"/practice/{quiz}/items/1"
    assert "/lab/bptt" not in site.get(address).text
    site.answer(quiz, 1)
    found = re.search(r'href="(/lab/bptt[^"]*)"[^>]*>実験室</a>', site.get(address).text)
    assert found is not None
    lab = site.get(unescape(found[1]))
    assert lab.status_code == 200
    inputs = site.content(quiz, 1).parameters["inputs"]
    assert fields(lab.text)["W"] == written(inputs["W"])


def test_a_question_without_numbers_leads_nowhere(site: Site) -> None:
    quiz = site.quiz("lstm.statements")
    site.answer(quiz, 1)
    assert "/lab/" not in re.sub(r"(?s)<header.*?</header>", "", site.get(f"/practice/{quiz}/items/1").text)


@pytest.mark.parametrize(
    ("address", "shown"),
    [("through-time-power?w=0.1&slope=0.1&k=10", "20"), ("sequence-probability?p=1e-9+1e-9", "18")],
)
def test_a_result_that_is_not_0_is_not_shown_as_0(site: Site, address: str, shown: str) -> None:
    page = site.get(f"/lab/{address}").text
    results = page.partition('id="result"')[2].partition("</ul>")[0]
    assert any(re.findall(r"<mn>([^<]*)</mn>", line)[-1] == shown for line in results.split("</li>") if "<mn>" in line)


def test_a_gap_of_the_gradient_check_is_explained(site: Site) -> None:
    asked = "/lab/bptt?f=relu&x=0+0&z0=0+0&b=0+0&d=1&W_in=1+2%3B2+1&W=1+0%3B0+1&W_out=1+-1&c=0"
    assert "左右の片側差分が一致しません" in site.get(asked, "ja").text
    assert "the one-sided differences disagree" in site.get(asked, "en").text
    assert "左右の片側差分が一致しません" not in site.get(asked.replace("f=relu", "f=tanh"), "ja").text


def test_the_page_says_with_how_many_digits_it_goes_on(site: Site) -> None:
    small = "/lab/cosine?a=0.001+0.0008&b=0.00009+0.00001"
    assert "有効数字 6 桁に丸めて進めます" in site.get(small, "ja").text
    assert "rounds to 6 significant digits" in site.get(small, "en").text
    assert "小数第 4 位に丸めて進めます" in site.get("/lab/cosine", "ja").text


def test_sizes_and_seeds_are_read_in_digits_of_either_width(site: Site) -> None:
    wide = site.client.get("/lab/cosine", params={"seed": "７", "size-D": " ４"})
    assert "使えません" not in wide.text.split('<section class="calculator"')[0]
    assert fields(wide.text) == fields(site.client.get("/lab/cosine", params={"seed": "7", "size-D": "4"}).text)


def test_a_comma_that_may_be_a_decimal_one_is_refused_in_the_lab(site: Site) -> None:
    refused = site.client.get("/lab/cosine", params={"a": "1,234 2", "b": "1 1"})
    assert refused.status_code == 422
    assert "小数点には . を" in refused.text


def test_a_name_that_stands_twice_in_the_address_is_told(site: Site) -> None:
    page = site.get("/lab/cosine?a=1+2&a=3+4&b=1+1").text
    assert "2 回以上指定されています" in page
    assert "2 回以上" not in site.get("/lab/cosine?a=3+4&b=1+1").text

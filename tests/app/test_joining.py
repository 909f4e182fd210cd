"""The style sheets and the script are each sent as one file, made of their modules."""

import base64
import gzip
import re
from pathlib import Path

import pytest

from app.web.joining import APART, ENTRY, FONT, SOURCES, joined, joined_at, joined_script, joined_styles
from tests.app.site import Site


def packed(css: str) -> str:
    return re.sub(r"\s", "", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).replace(";}", "}")


def test_every_style_sheet_is_joined_and_the_layers_come_first() -> None:
    sheets = list((SOURCES / "css").rglob("*.css"))
    assert len(sheets) > 10
    made = {SOURCES / "css": joined("edrill.css")[1].decode(), SOURCES / "css" / "site": joined("site.css")[1].decode()}
    for sheet in sheets:
        assert packed(sheet.read_text(encoding="utf-8")) in packed(made[sheet.parent]), sheet
    for whole in made.values():
        assert "/*" not in whole
        assert not re.search(r"^\s", whole, re.MULTILINE)
    assert made[SOURCES / "css"].startswith("@layer base,")


def test_the_texts_of_a_sheet_keep_their_spaces(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text(
        '.a { content: "a: b; { c }, "; margin: 0 calc(1px + 2px); }\n.b :is(.c, .d) { top: 0; }\n'
    )
    assert joined_styles(tmp_path) == '.a{content:"a: b; { c }, ";margin:0 calc(1px + 2px)}\n.b :is(.c,.d){top:0}\n'


def test_every_module_is_in_a_joined_script_once_and_before_who_needs_it() -> None:
    made = {entry: joined(entry)[1].decode() for entry in (ENTRY, *APART)}
    modules = {path.name: path.read_text(encoding="utf-8") for path in (SOURCES / "js").glob("*.js")}
    reached: set[str] = set()
    for entry, whole in made.items():
        assert not re.search(r"^(import\b|export (?!\{))", whole, re.MULTILINE)
        left = [entry]
        while left:
            name = left.pop()
            reached.add(name)
            found = re.findall(r'^import \{[\w,\s]+\} from "\./([\w-]+\.js)"', modules[name], re.MULTILINE)
            left += [other for other in found if other not in left]
            for exported in re.findall(r"^export (?:async )?(?:function|const) (\w+)", modules[name], re.MULTILINE):
                assert (
                    whole.count(f"return {{ {exported}")
                    + whole.count(f", {exported}")
                    + whole.count(f"export {{ {exported}")
                    >= 1
                )
            for imported in re.findall(r"^import \{([\w,\s]+)\} from", modules[name], re.MULTILINE):
                for one in (part.strip() for part in imported.split(",")):
                    assert re.search(rf"^const \{{[^}}]*\b{one}\b", whole, re.MULTILINE), one
    assert reached == set(modules) - {"font.js"}  # which comes before all that is drawn


def write(folder: Path, **modules: str) -> Path:
    for name, source in modules.items():
        (folder / f"{name}.js").write_text(source, encoding="utf-8")
    return folder


def test_modules_keep_their_names_to_themselves(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        edrill='import { a } from "./a.js";\nimport { b } from "./b.js";\nconst own = 1;\na(b, own);\n',
        a='import { b } from "./b.js";\nconst own = 2;\nexport function a() {\n  return b + own;\n}\n',
        b="const own = 3;\nexport const b = own;\n",
    )
    whole = joined_script(folder)
    assert whole.count("const own") == 3
    assert whole.index("return { b };") < whole.index("return { a };") < whole.index("a(b, own);")


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        ({"edrill": 'import a from "./a.js";\n', "a": ""}, "of a form that is not joined"),
        ({"edrill": "export default 1;\n"}, "of a form that is not joined"),
        ({"edrill": 'import { a } from "./a.js";\n', "a": 'import { b } from "./b.js";\nexport const a = 1;\n',
          "b": 'import { a } from "./a.js";\nexport const b = 1;\n'}, "in a circle"),
        ({"edrill": 'import { a } from "./a.js";\nimport { b } from "./b.js";\n', "a": "export const a = 1;\n",
          "b": "export const a = 1;\nexport const b = 1;\n"}, "a is exported by a.js and by b.js"),
    ],
)  # fmt: skip
def test_what_cannot_be_joined_is_refused(tmp_path: Path, modules: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        joined_script(write(tmp_path, **modules))


def test_notes_and_indentation_are_left_out_of_the_script(tmp_path: Path) -> None:
    source = '// why\nfunction a() {\n  // how\n  return "// no note";\n}\n\na(); // last\n'
    whole = joined_script(write(tmp_path, edrill=source))
    assert whole == 'function a() {\nreturn "// no note";\n}\na(); // last\n'


def test_a_page_asks_for_the_joined_files_and_no_module(site: Site) -> None:
    asked = re.findall(r'(?:href|src)="/static/([^"]+)"', site.get("/").text)
    named = [re.sub(r"\.[0-9a-f]{8}\.", ".", path) for path in asked if path.startswith("joined/")]
    assert named == ["joined/edrill.css", "joined/site.css", "joined/math.css", "joined/edrill.js"]
    alone = [path.split("?")[0] for path in asked if path.startswith(("css/", "js/"))]
    assert alone == ["js/font.js"]  # what comes first
    for path, name in zip([path for path in asked if path.startswith("joined/")], named, strict=True):
        response = site.get(f"/static/{path}")
        assert {"css": "text/css", "js": "text/javascript"}[path.rsplit(".", 1)[1]] in response.headers["content-type"]
        assert response.content == joined(name.removeprefix("joined/"))[1]


def test_a_joined_file_is_compressed_once_and_only_for_those_who_take_it(site: Site) -> None:
    path, content = joined("edrill.js")
    sizes = set()
    for _ in range(2):
        zipped = site.client.get(f"/static/{path}", headers={"accept-encoding": "gzip"})
        assert zipped.headers["content-encoding"] == "gzip"
        sizes.add(int(zipped.headers["content-length"]))
        assert zipped.content == content
    assert sizes == {len(gzip.compress(content, mtime=0))}
    plain = site.client.get(f"/static/{path}", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == content
    assert {response.headers["vary"] for response in (zipped, plain)} == {"Accept-Encoding"}


def test_the_font_lies_in_its_style_sheet() -> None:
    found = re.search(rb"data:font/woff2;base64,([\w+/=]+)", joined("math.css")[1])
    assert found is not None
    assert base64.b64decode(found[1]) == FONT.read_bytes()


def test_a_page_from_before_an_update_gets_the_files_of_today(site: Site) -> None:
    assert joined_at("joined/edrill.00000000.css") == ("edrill.css", joined("edrill.css")[1], False)
    assert site.get("/static/joined/edrill.00000000.js").status_code == 200
    for path in ("joined/other.00000000.css", "joined/edrill.css", "joined/edrill.00000000.html"):
        assert joined_at(path) is None
        assert site.get(f"/static/{path}").status_code == 404
    assert site.post(f"/static/{joined('edrill.js')[0]}", {}).status_code == 405

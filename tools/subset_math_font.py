"""Make the vendored math font: TeX Gyre Pagella Math, cut down to what the formulas use, under a name of its own.

    python tools/subset_math_font.py texgyrepagella-math.otf GUST-FONT-LICENSE.txt

The font's licence asks that a changed font be renamed. Layout features go, the MATH table stays: it is what makes
brackets and radicals stretch. Writes ``static/vendor/edrill-math/`` with a manifest of the files' hashes.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

NAME = "Edrill Math"
TARGET = Path(__file__).resolve().parent.parent / "static" / "vendor" / "edrill-math"

# Letters upright, italic and bold; Greek; the operators and brackets that the writer and the texts produce.
CHARACTERS = {
    *range(0x20, 0x7F),
    *map(ord, "·×÷±°′″‖∂∇∈∏∑−∗√∞∥∼≈≠≡≤≥≪≫⊙⊗⊕⊤→←↦⋅⋮⋯⋱…∘⟨⟩⌈⌉⌊⌋□ℓℝ𝔼ˆ˜∙∝∣𝟏⁡⁢"),
    *range(0x391, 0x3AA),
    *range(0x3B1, 0x3CA),
    0x3D5,
    0x3F5,
    *range(0x1D400, 0x1D468),  # bold, italic and bold italic Latin
    0x210E,  # italic h
    *range(0x1D6A8, 0x1D71C),  # bold and italic Greek
}


def main(font: Path, licence: Path) -> None:
    """Write the subset, the licence and the manifest."""
    options = subset.Options(flavor="woff2", layout_features=[], notdef_outline=True, name_IDs=["*"], hinting=False)
    made = TTFont(font, recalcTimestamp=False)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=CHARACTERS)
    cut.subset(made)
    for record in made["name"].names:
        if record.nameID in {1, 3, 4, 16}:
            record.string = NAME
        elif record.nameID == 6:
            record.string = NAME.replace(" ", "")
    top = made["CFF "].cff
    top.fontNames[0] = NAME.replace(" ", "")
    top.topDictIndex[0].FullName = top.topDictIndex[0].FamilyName = NAME
    TARGET.mkdir(parents=True, exist_ok=True)
    made.flavor = "woff2"
    made.save(TARGET / "edrill-math.woff2")
    shutil.copy(licence, TARGET / "GUST-FONT-LICENSE.txt")
    files = sorted(path for path in TARGET.iterdir() if path.name != "manifest.json")
    manifest = {
        "source": "TeX Gyre Pagella Math 1.632, renamed, subset",
        "licence": "GUST Font License",
        "made_by": "tools/subset_math_font.py",
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }
    (TARGET / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

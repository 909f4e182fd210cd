"""Draw the icons of the installed app from ``static/icon.svg``: with its round corners, and filling the square.

    python -m tools.draw_icons

Systems that cut icons into a shape of their own take the full ones: what is drawn lies within the circle of four fifths
that all of them leave. Needs a Chromium.
"""

import base64
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import found

STATIC = Path(__file__).resolve().parent.parent / "static"
ICONS = {"192": (192, False), "512": (512, False), "512-full": (512, True), "180-full": (180, True)}


def main() -> None:
    """Write every icon."""
    drawing = (STATIC / "icon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=["--no-sandbox"])
        for name, (size, full) in ICONS.items():
            svg = drawing.replace(' rx="6"', "") if full else drawing
            source = base64.b64encode(svg.encode()).decode()
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(
                f'<body style="margin:0"><img width="{size}" height="{size}" src="data:image/svg+xml;base64,{source}">'
            )
            page.locator("img").screenshot(path=STATIC / "icons" / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()

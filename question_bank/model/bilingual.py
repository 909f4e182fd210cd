"""A text in both languages of the app. Japanese is the source, English complete."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")


class Bilingual(BaseModel):
    """One text in Japanese and English: Markdown, formulas in LaTeX between dollar signs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ja: str
    en: str

    def in_language(self, language: Language) -> str:
        """The text in one language."""
        return self.ja if language == "ja" else self.en

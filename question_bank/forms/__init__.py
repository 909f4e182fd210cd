"""The forms of an answer: how it is sent, read and graded, whatever was asked.

An answer that was stored long ago is graded by its form and the stored key alone.
"""

from question_bank.forms.registry import form_of

__all__ = ["form_of"]

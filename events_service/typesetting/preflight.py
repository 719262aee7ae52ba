"""Preflight: what would not be printed as it should be, said before the paper is."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from events_service.typesetting.lettering import Misfit, watching
from events_service.web.i18n import N_, Translate


class Preflight(Struct, frozen=True, kw_only=True):
    """A finished document, with each text in it that a font cannot draw or that does not fit; once each, in order."""

    pdf: bytes
    misfits: tuple[Misfit, ...]


def preflight(document: Callable[[], bytes]) -> Preflight:
    """Make a document and watch it being made: `preflight(lambda: badges(event, people))`."""
    with watching() as misfits:
        pdf = document()
    return Preflight(pdf=pdf, misfits=tuple(dict.fromkeys(misfits)))


def sentences(misfits: Sequence[Misfit], words: Translate) -> Iterator[str]:
    """Give a sentence for each misfit that says what is wrong and what to do."""
    for misfit in misfits:
        if misfit.missing:
            letters = " ".join(f"{letter} (U+{ord(letter):04X})" for letter in misfit.missing)
            text = words(N_("“{text}”: no installed font can draw {letters}; add the name in Latin letters."))
            yield text.format(text=misfit.text, letters=letters)
        if misfit.too_long:
            text = words(N_("“{text}” does not fit even at {size} points and is cut; shorten it."))
            yield text.format(text=misfit.text, size=f"{misfit.smallest:g}")

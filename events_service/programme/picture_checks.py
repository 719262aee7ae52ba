"""What is wrong with the description of a picture: who does not see it hears nothing else of it (WCAG 2.2, 1.1.1)."""

import re
from collections.abc import Iterator

from events_service.programme.faults import FieldPath, Problem
from events_service.programme.readable import known
from events_service.programme.records import Picture
from events_service.web.i18n import gettext

_FILE_NAME = re.compile(
    r"\S+\.(jpe?g|png|webp|heic|gif|bmp|tiff?|svg)|(img|dscn?|pict?|p|photo|image)?([-_ ]?\d+)+", re.I
)
_OF_ANY_PICTURE = """
    image picture photo photograph description bild foto fotografie beschreibung снимка изображение картинка описание
    εικόνα φωτογραφία περιγραφή imagine fotografia descriere fénykép leírás imagen fotografía descripción obraz obrazek
    zdjęcie imagem descrição attēls fotogrāfija apraksts afbeelding plaatje beschrijving
"""
_SAY_NOTHING = frozenset(_OF_ANY_PICTURE.split())
SHORTEST = 5
"""Characters of the shortest description that says something."""


def description_problems(path: FieldPath, picture: Picture) -> Iterator[Problem]:
    """Find descriptions that say nothing of what is to be seen."""
    words = picture.description
    if not known(words):
        return
    texts = {(): words} if isinstance(words, str) else {(language,): text for language, text in words.items()}
    for language, text in texts.items():
        if says_nothing(text):
            message = gettext(
                "say what is to be seen, such as “Participants in the yard of a dairy”; the name of a file, or"
                " the word picture, says nothing to those who do not see it"
            )
            yield Problem(path=(*path, "description", *language), message=message)


def says_nothing(description: str) -> bool:
    """Tell whether a description is the name of a file, a word that any picture could bear, or hardly anything."""
    bare = description.strip(" .,:;!?\"'“”„«»()").casefold()
    return len(bare) < SHORTEST or bool(_FILE_NAME.fullmatch(bare)) or bare in _SAY_NOTHING

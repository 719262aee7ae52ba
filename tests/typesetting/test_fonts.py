"""The letters: cut once, kept, and complete for the eleven languages."""

import subprocess
import sys
from pathlib import Path

from events_service.typesetting import fonts

ALPHABETS = (
    "ĂÂÎȘȚăâîșț ÁÉÍÓÖŐÚÜŰáéíóöőúüű ĄĆĘŁŃÓŚŹŻąćęłńóśźż ĀČĒĢĪĶĻŅŠŪŽāčēģīķļņšūž ÀÂÃÇÊÕàâãçêõ ÑñÜü¿¡ ÄÖÜẞäöüß ËÏëïĳ"
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫαβγδεζηθικλμνξοπρςστυφχψωάέήίόύώϊϋΐΰ"
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯабвгдежзийклмнопрстуфхцчшщъьюя „“”‘’–—…€№"
)


def test_every_letter_of_the_eleven_languages_can_be_drawn() -> None:
    fonts.register()
    assert set(ALPHABETS) - fonts.drawable() == set()


def test_weights_are_cut_once_and_then_read_without_the_cutting_tool(tmp_path: Path) -> None:
    first = fonts.weight_files(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in first.values())
    program = (
        "import sys; from pathlib import Path; from events_service.typesetting import fonts\n"
        f"fonts.register(Path({str(tmp_path)!r}))\n"
        "print('fontTools' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"
    assert fonts.weight_files(tmp_path) == first

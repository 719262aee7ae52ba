"""Names in Latin letters, as passports write them."""

import pytest

from events_service.printing.latin_letters import latin


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Йорданка Щърбанова", "Yordanka Shtarbanova"),
        ("Мария Юлиева", "Maria Yulieva"),
        ("Жечо Цветков-Хаджийски", "Zhecho Tsvetkov-Hadzhiyski"),
        ("ХАСКОВО", "HASKOVO"),
        ("Παναγιώτα Παπαδημητρίου", "Panagiota Papadimitriou"),
        ("Ευάγγελος Ευσταθίου", "Evangelos Efstathiou"),
        ("Μπάμπης Αυγέρης", "Bampis Avgeris"),
        ("Άγγελος Παύλου", "Angelos Pavlou"),
        ("Χρήστος Ψαράς", "Christos Psaras"),
        ("Μαΐου", "Maiou"),
        ("João Núñez", "João Núñez"),
    ],
)
def test_a_name_in_latin_letters(written: str, expected: str) -> None:
    assert latin(written) == expected

"""Names in Latin letters, as passports write them."""

import pytest

from events_service.documents.latin_letters import latin


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
        ("Արմեն Հովհաննիսյան", "Armen Hovhannisyan"),
        ("გიორგი ბერიძე", "Giorgi Beridze"),
        ("小明 王", "Xiaoming Wang"),
        ("민수 김", "Minsu Gim"),
        ("ゆき子 田中", "ゆき子 田中"),
        ("محمد الحسيني", "محمد الحسيني"),
    ],
)
def test_a_name_in_latin_letters(written: str, expected: str) -> None:
    assert latin(written) == expected

"""Countries are named as readers in Europe name them."""

import pytest

from events_service.web.i18n import countries, country_name


@pytest.mark.parametrize(("code", "name"), [("LV", "Letónia"), ("PL", "Polónia"), ("RO", "Roménia")])
def test_portuguese_names_are_those_of_portugal(code: str, name: str) -> None:
    assert country_name(code, "pt") == name
    assert (code, name) in countries("pt")

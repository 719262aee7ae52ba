"""To whom one may turn when a public body's pages are not accessible (Directive (EU) 2016/2102 Art. 9), by country.

Only bodies stand here that accessibility statements of that country's own public bodies, or its ministry's pages, name
(read in November 2026); names are the official ones, in the country's own language. Elsewhere it differs by region
(Spain), has moved of late (Hungary, Portugal), or could not be proved: the page leads to the Commission's pages.
"""

from msgspec import Struct


class Body(Struct, frozen=True):
    """A body's name and the address of its pages."""

    name: str
    link: str


COMMISSION = Body(
    "European Commission: Web Accessibility", "https://digital-strategy.ec.europa.eu/en/policies/web-accessibility"
)
"""Whose pages on the directive lead on where a country's body is not known here."""

BODIES = {
    "AT": Body(
        "Österreichische Forschungsförderungsgesellschaft (FFG)",
        "https://www.ffg.at/form/kontaktformular-beschwerdestelle",
    ),
    "BE": Body("FOD/SPF BOSA – accessibility.belgium.be", "https://accessibility.belgium.be/"),
    "BG": Body(
        "Министерство на електронното управление",
        "https://egov.government.bg/wps/portal/ministry-meu/home/web-accessibility",
    ),
    "DE": Body(
        "Schlichtungsstelle nach dem Behindertengleichstellungsgesetz", "https://www.schlichtungsstelle-bgg.de/"
    ),
    "DK": Body("Digitaliseringsstyrelsen", "https://www.was.digst.dk/"),
    "FI": Body("Liikenne- ja viestintävirasto Traficom", "https://www.saavutettavuusvaatimukset.fi/"),
    "FR": Body("Défenseur des droits", "https://formulaire.defenseurdesdroits.fr/"),
    "GR": Body("Υπουργείο Ψηφιακής Διακυβέρνησης", "https://mhdisef.mindigital.gr/"),
    "HR": Body("Povjerenik za informiranje", "https://www.pristupinfo.hr/"),
    "IT": Body("Difensore civico per il digitale (AgID)", "https://www.agid.gov.it/"),
    "LV": Body("Latvijas Republikas Tiesībsargs", "https://www.tiesibsargs.lv/"),
    "MT": Body("Commission for the Rights of Persons with Disability", "https://www.crpd.org.mt/"),
    "NL": Body("Nationale ombudsman", "https://www.nationaleombudsman.nl/"),
    "NO": Body("Tilsynet for universell utforming av ikt", "https://www.uutilsynet.no/"),
    "PL": Body("Rzecznik Praw Obywatelskich", "https://bip.brpo.gov.pl/"),
    "SE": Body("Myndigheten för digital förvaltning (Digg)", "https://www.digg.se/tdosanmalan"),
}

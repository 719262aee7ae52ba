"""To whom one may turn when a public body's pages are not accessible (Directive (EU) 2016/2102 Art. 9), by country.

Names are the official ones in the country's own language. A country that is not here names its body itself.
"""

from msgspec import Struct


class Body(Struct, frozen=True):
    """A body's name and the address of its pages."""

    name: str
    link: str


BODIES = {
    "AT": Body("Österreichische Forschungsförderungsgesellschaft (FFG)", "https://www.ffg.at/"),
    "BE": Body("FOD/SPF BOSA – accessibility.belgium.be", "https://accessibility.belgium.be/"),
    "BG": Body("Министерство на електронното управление", "https://egov.government.bg/"),
    "CY": Body("Υφυπουργείο Έρευνας, Καινοτομίας και Ψηφιακής Πολιτικής", "https://www.dmrid.gov.cy/"),
    "CZ": Body("Digitální a informační agentura", "https://www.dia.gov.cz/"),
    "DE": Body(
        "Schlichtungsstelle nach dem Behindertengleichstellungsgesetz", "https://www.schlichtungsstelle-bgg.de/"
    ),
    "DK": Body("Digitaliseringsstyrelsen", "https://digst.dk/"),
    "EE": Body("Tarbijakaitse ja Tehnilise Järelevalve Amet", "https://ttja.ee/"),
    "ES": Body("Ministerio para la Transformación Digital y de la Función Pública", "https://digital.gob.es/"),
    "FI": Body("Liikenne- ja viestintävirasto Traficom", "https://www.traficom.fi/"),
    "FR": Body("Défenseur des droits", "https://www.defenseurdesdroits.fr/"),
    "GR": Body("Υπουργείο Ψηφιακής Διακυβέρνησης", "https://mindigital.gr/"),
    "HR": Body("Povjerenik za informiranje", "https://pristupinfo.hr/"),
    "HU": Body("Magyarország Kormánya", "https://kormany.hu/"),
    "IE": Body("National Disability Authority", "https://nda.ie/"),
    "IT": Body("Agenzia per l’Italia digitale (AgID)", "https://www.agid.gov.it/"),
    "LT": Body("Lietuvos Respublikos Vyriausybė", "https://lrv.lt/"),
    "LU": Body("Service information et presse", "https://accessibilite.public.lu/"),
    "LV": Body("Latvijas Republikas Tiesībsargs", "https://www.tiesibsargs.lv/"),
    "MT": Body("Commission for the Rights of Persons with Disability", "https://crpd.org.mt/"),
    "NL": Body("Nationale ombudsman", "https://www.nationaleombudsman.nl/"),
    "NO": Body("Tilsynet for universell utforming av ikt", "https://www.uutilsynet.no/"),
    "PL": Body("Rzecznik Praw Obywatelskich", "https://bip.brpo.gov.pl/"),
    "PT": Body("acessibilidade.gov.pt", "https://www.acessibilidade.gov.pt/"),
    "RO": Body("Autoritatea pentru Digitalizarea României", "https://www.adr.gov.ro/"),
    "SE": Body("Myndigheten för digital förvaltning (Digg)", "https://www.digg.se/"),
    "SI": Body("Ministrstvo za digitalno preobrazbo", "https://www.gov.si/"),
    "SK": Body("Ministerstvo investícií, regionálneho rozvoja a informatizácie SR", "https://mirri.gov.sk/"),
}

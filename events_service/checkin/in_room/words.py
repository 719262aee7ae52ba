"""The words below a room's code: short, much the same in all languages, of letters that every keyboard has."""

from events_service.web.fold import in_latin

HOW_MANY = 3
"""Three words are one of nearly two million: enough for a minute, with a limit on who tries."""

_LIST = """
alga ananas aria arena aroma asfalt astra atlas atom delta domino drama fado fagot film filter flora foto
gala gamma gorilla grafit gram granit ideal intro iris kakao kanal kanon karma kilo kimono kino kiosk
koala kosmos kredit lama lampa laser lemon lido liga liter magma magnet malta mango marina melon meteor
metro mikado milano mimosa mini moment monitor motel motor nektar neon oasis omega opal opera organ orient
origami orkan ozon palma panda panel pelikan piano pilot pizza plasma poker polar portal prisma radar
radio regata retro rondo safari saga salon salsa sandal satin sigma sirena slalom soda sofa solist sonar
sonata sonet spiral sport start stereo taiga tango tempo tenor tiger titan tomato tonik trio zenit zero
zigzag zona
"""
WORDS = tuple(_LIST.split())


def words_of(octets: bytes) -> str:
    """Give the words that signed octets stand for, a word for each of the first three."""
    return " ".join(WORDS[octet % len(WORDS)] for octet in octets[:HOW_MANY])


def as_typed(text: str) -> str:
    """Give words as they are compared: in small Latin letters, whatever script, capitals, marks or gaps are typed."""
    return "".join(in_latin(text[:100]).split())

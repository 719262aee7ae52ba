"""What the organiser of the workshop asks besides: a question of each kind, and an answer to each."""

import base64
from typing import Any

from events_service.programme.records import Condition, Option, Question, QuestionKind

PDF = b"%PDF-1.7\n%%EOF\n"
QUESTIONS = [
    Question(
        key="topic", kind=QuestionKind.TEXT, label={"en": "What would you like to hear about?", "bg": "За какво?"}
    ),
    Question(
        key="stay",
        kind=QuestionKind.CHOICE,
        label={"en": "Where do you stay?", "bg": "Къде отсядате?"},
        required=True,
        options=[
            Option(key="hotel", label={"en": "At the hotel", "bg": "В хотела"}),
            Option(key="home", label={"en": "At home", "bg": "У дома"}),
        ],
    ),
    Question(
        key="arrival",
        kind=QuestionKind.DATE,
        label="When do you arrive?",
        required=True,
        when=Condition(question="stay", answers=["hotel"]),
    ),
    Question(
        key="tables",
        kind=QuestionKind.SEVERAL,
        label="Which tables will you join?",
        options=[
            Option(key="law", label="Law"),
            Option(key="markets", label="Markets"),
            Option(key="money", label="Money"),
        ],
    ),
    Question(key="speaks", kind=QuestionKind.YES_NO, label="Will you show a good practice?"),
    Question(
        key="slides",
        kind=QuestionKind.FILE,
        label="Your good practice",
        when=Condition(question="speaks", answers=["yes"]),
    ),
]
ANSWERS: dict[str, Any] = {
    "topic": "Public procurement",
    "stay": "hotel",
    "arrival": "2024-04-15",
    "tables": ["money", "law"],
    "speaks": True,
    "slides": {"name": "C:\\practice.pdf", "content": base64.b64encode(PDF).decode()},
}

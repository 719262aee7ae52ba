"""The letterhead of the host, as letters of invitation bear it; its number and who signs are invented."""

from events_service.programme.records import InvitationLetters, Letterhead

LETTERS = InvitationLetters(
    letterhead=Letterhead(
        name="Regional Council of Harghita",
        address="Piața Libertății 5, 530140 Miercurea Ciuc, Romania",
        registration_number="4245747",
        phone="+40 266 000 000",
        signatory="Ilona Kovács",
        function={"en": "Mayor", "bg": "Кмет"},
        place="Miercurea Ciuc",
    ),
    costs={"en": "Travel is paid by the participant's organisation."},
)

"""The header of an MCC file. The format asks that this text stands in every file, as it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

_RULE = "/" * 83

_TEXT = f"""\
{_RULE}
// Computer Prompting and Captioning Company
// Ancillary Data Packet Transfer File
//
// Permission to generate this format is granted provided that
//   1. This ANC Transfer file format is used on an as-is basis and no warranty is given, and
//   2. This entire descriptive information text is included in a generated .mcc file.
//
// General file format:
//   HH:MM:SS:FF(tab)[Hexadecimal ANC data in groups of 2 characters]
//     Hexadecimal data starts with the Ancillary Data Packet DID (Data ID defined in S291M)
//       and concludes with the Check Sum following the User Data Words.
//     Each time code line must contain at most one complete ancillary data packet.
//     To transfer additional ANC Data successive lines may contain identical time code.
//     Time Code Rate=[24, 25, 30, 30DF, 50, 60{{extra}}]
//
//   ANC data bytes may be represented by one ASCII character according to the following schema:
//     G  FAh 00h 00h
//     H  2 x (FAh 00h 00h)
//     I  3 x (FAh 00h 00h)
//     J  4 x (FAh 00h 00h)
//     K  5 x (FAh 00h 00h)
//     L  6 x (FAh 00h 00h)
//     M  7 x (FAh 00h 00h)
//     N  8 x (FAh 00h 00h)
//     O  9 x (FAh 00h 00h)
//     P  FBh 80h 80h
//     Q  FCh 80h 80h
//     R  FDh 80h 80h
//     S  96h 69h
//     T  61h 01h
//     U  E1h 00h 00h 00h
//     Z  00h
//
{_RULE}
"""


def header(version: str, rate: str, made: datetime, identity: UUID) -> str:
    """The lines before the data: `version` "1.0" or "2.0", `rate` as the format writes it ("30DF")."""
    date = f"{made:%A}, {made:%B} {made.day}, {made.year}"
    return (
        f"File Format=MacCaption_MCC V{version}\n\n"
        + _TEXT.format(extra=", 60DF" if version == "2.0" else "")
        + f"\nUUID={str(identity).upper()}\nCreation Program=Cuedeck\n"
        + f"Creation Date={date}\nCreation Time={made:%H:%M:%S}\nTime Code Rate={rate}\n\n"
    )

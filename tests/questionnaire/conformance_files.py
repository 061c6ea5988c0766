"""The lists that lay beside a recorded form as files of their own: the recording names them and no more."""

from __future__ import annotations

from string import ascii_lowercase

PLAIN_XML = "".join(
    [
        "<instance-root>",
        *(
            f"<instance-item><item-value>{letter}</item-value><item-label>{letter.upper()}</item-label></instance-item>"
            for letter in "ab"
        ),
        "</instance-root>",
    ]
)
BOTH = {"external-xml": PLAIN_XML, "external-csv": "item-label,item-value\nY,y\nZ,z\n"}


def letters(*, between: str = ",", line: str = "\n", before: str = "") -> dict[str, str]:
    """The list of all letters under their capitals, written with other signs between cells and lines."""
    rows = [f"{letter.upper()}{between}{letter}" for letter in ascii_lowercase]
    return {"external-csv": before + line.join([f"item-label{between}item-value", *rows])}


BESIDE = {
    "supports external secondary instances (XML, file system fixture)": BOTH,
    "supports external secondary instances (CSV, file system fixture)": BOTH,
    "BOM is not treated as part of first column header": letters(before="\ufeff"),
    "column delimiter: semicolon": letters(between=";"),
    "column delimiter: tab": letters(between="\t"),
    "column delimiter: pipe": letters(between="|"),
    "row delimiter: LF": letters(),
    "row delimiter: CR": letters(line="\r"),
    "row delimiter: CRLF": letters(line="\r\n"),
    "row delimiter: LFLF": letters(line="\n\n"),
    "somewhat surprisingly supported row delimiter: LFCR": letters(line="\n\r"),
    "whitespace padding around column delimiter is not ignored (by default)": letters(between=" , "),
}


def files_beside(test: str) -> dict[str, str]:
    """The files of a scenario by its name, under the ids by which the form asks for them."""
    return BESIDE.get(test.rpartition(" › ")[2], {})

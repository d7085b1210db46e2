"""`rupture-repair ear sheet|agree`: blind double coding of the excerpts by two readers."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rupture_repair.curriculum.coding import (
    Agreement,
    coding_csv,
    coding_guide,
    coding_key,
    coding_sheet,
    compare_coding,
)
from rupture_repair.curriculum.excerpts import LABELS, Excerpt, load_excerpts
from rupture_repair.scoring import Estimate, cohen_kappa, percent_agreement

__all__ = ["compare", "main", "read_coding"]

SHEET, GUIDE = "sheet.csv", "guide.md"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return 0 if all is well, 1 if a file has faults, 2 if one is not there."""
    parser = argparse.ArgumentParser(prog="rupture-repair ear", description=__doc__)
    does = parser.add_subparsers(dest="do", required=True)
    sheet = does.add_parser("sheet", help="write a sheet to label blind, and a guide for readers")
    sheet.add_argument("folder", type=Path, help="a folder for the two files; made if missing")
    agree = does.add_parser("agree", help="compare two readers with each other and the authors")
    agree.add_argument("first", type=Path, help="the sheet that one reader filled in")
    agree.add_argument("second", type=Path, help="the sheet of the other")
    for one in (sheet, agree):
        one.add_argument("--seed", type=int, default=1, help="the order of the sheet (default: 1)")
        one.add_argument("--form", choices=["A", "B", "practice"], help="one form; all if left out")
    said = parser.parse_args(argv)
    excerpts = [e for e in load_excerpts() if said.form in (None, e.form)]
    if said.do == "sheet":
        return _write(said.folder, excerpts, said.seed)
    try:
        first, second = (read_coding(p, excerpts, said.seed) for p in (said.first, said.second))
        print(compare(excerpts, said.seed, first, second))
    except ValueError as fault:
        print(fault, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename} cannot be read: {error.strerror}.", file=sys.stderr)
        return 2
    return 0


def _write(folder: Path, excerpts: Sequence[Excerpt], seed: int) -> int:
    texts = {
        # With a byte order mark spreadsheets read the quotation marks and dashes as UTF-8.
        SHEET: "\ufeff" + coding_csv(excerpts, seed),
        GUIDE: coding_guide(),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            with (folder / name).open("x", encoding="utf-8", newline="") as file:
                file.write(text)
    except FileExistsError as error:
        print(
            f"{error.filename} is there already and was left alone; name another folder.",
            file=sys.stderr,
        )
        return 1
    except OSError as error:
        print(f"{error.filename} cannot be written: {error.strerror}.", file=sys.stderr)
        return 2
    print(
        f"{len(excerpts)} excerpts in {folder / SHEET}. Give each reader a copy of it and of "
        f"{folder / GUIDE}; they label alone. Then: rupture-repair ear agree FIRST SECOND "
        f"with the same --seed and --form."
    )
    return 0


def read_coding(path: Path, excerpts: Sequence[Excerpt], seed: int) -> dict[str, str]:
    """Return code → label from a filled sheet; rows without a label are left out.

    Raises ValueError with every fault and its line: a label that is none, a code that is not on
    this sheet, one that comes twice, or a talk that does not belong to its code (the sheet was made
    with another seed or form). OSError when the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text; save it as CSV in UTF-8.") from error
    start = text.partition("\n")[0]
    rows = csv.DictReader(text.splitlines(True), delimiter=";" if ";" in start else ",")
    if not {"code", "label"} <= set(rows.fieldnames or ()):
        raise ValueError(f"{path} has no columns “code” and “label”; they stand in its first line.")
    talks = {row["code"]: _plain(row["talk"]) for row in coding_sheet(excerpts, seed)}
    labels: dict[str, str] = {}
    faults = []
    for row in rows:
        code, label = (row["code"] or "").strip(), (row["label"] or "").strip().lower()
        talk = _plain(row.get("talk") or "")
        fault = ""
        if not label:
            continue
        if code not in talks or (talk and talk != talks[code]):
            fault = f"{code or 'a row without a code'} is not on the sheet of this seed and form"
        elif label not in LABELS:
            fault = f"{code}: “{label}” is none of {', '.join(LABELS)}"
        elif code in labels:
            fault = f"{code} comes twice"
        if fault:
            faults.append(f"{path}, line {rows.line_num}: {fault}.")
        labels[code] = label
    if not faults and not labels:
        faults.append(f"{path} holds no label yet.")
    if faults:
        raise ValueError("\n".join(faults))
    return labels


def _plain(text: str) -> str:
    return " ".join(text.split())


def compare(
    excerpts: Sequence[Excerpt], seed: int, first: Mapping[str, str], second: Mapping[str, str]
) -> str:
    """Return how two readers agree with each other and with the authors, and where they differ."""
    both = [code for code in coding_key(excerpts, seed) if code in first and code in second]
    if not both:
        raise ValueError("There is no excerpt that both readers have labelled.")
    one, two = [first[code] for code in both], [second[code] for code in both]
    between = Agreement(len(both), percent_agreement(one, two), cohen_kappa(one, two))
    authors = [compare_coding(excerpts, seed, labels) for labels in (first, second)]
    lines = [
        "Share labelled alike, and agreement beyond chance (kappa), with 95% intervals.",
        "",
        _line("first and second reader", between),
        _line("first reader and authors", authors[0]),
        _line("second reader and authors", authors[1]),
        "",
    ]
    key = coding_key(excerpts, seed)
    theirs = {e.id: e.label for e in excerpts}
    apart = [code for code in both if not first[code] == second[code] == theirs[key[code]]]
    lines.append(f"{len(apart)} of {len(both)} to talk over; labels by first, second, authors:")
    lines += [
        f"  {code} ({key[code]}): {first[code]}, {second[code]}, {theirs[key[code]]}"
        for code in apart
    ]
    return "\n".join(lines)


def _line(who: str, found: Agreement) -> str:
    percent, kappa = (_told(e, form) for e, form in ((found.percent, ".0%"), (found.kappa, ".2f")))
    return f"{who:<26} n = {found.n:<4} {percent:<20} kappa {kappa}"


def _told(estimate: Estimate, form: str) -> str:
    value, low, high = (format(part, form) for part in estimate)
    return "undefined" if value.startswith("nan") else f"{value} ({low} to {high})"

"""Makes what somebody typed plain enough to match, without losing where each word stood.

Spelling, contractions, missing apostrophes, curly quotes and texting shorthand are evened out;
quoted speech becomes one mark, since it is somebody else's words or words already said; and the
text is cut into sentences of at most `LONGEST` words, which keeps all later work linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["LONGEST", "Sentence", "sentences"]

LONGEST = 60
WIDEST = 40  # letters of a word that are looked at
QUOTE = "<quote>"

_TOKEN = re.compile(r"[A-Za-z]+(?:['’‘][A-Za-z]+)*|\d+|[.!?…]+|[-–—]+|\n|\S")
_WHOLE = {
    "won't": "will not", "wont": "will not", "can't": "can not", "cant": "can not",
    "cannot": "can not", "cannae": "can not", "shan't": "shall not", "let's": "let us",
    "lets": "let us", "im": "i am", "ive": "i have", "id": "i 'd", "ill": "i will",
    "youre": "you are", "youve": "you have", "youd": "you 'd", "youll": "you will",
    "thats": "that is", "theres": "there is", "whats": "what is", "hes": "he is",
    "shes": "she is", "weve": "we have", "theyre": "they are", "hows": "how is",
    "u": "you", "ur": "your", "r": "are", "ye": "you", "yer": "your", "yous": "you",
    "thru": "through", "b4": "before", "cos": "because", "cuz": "because", "coz": "because",
    "gonna": "going to", "wanna": "want to", "gotta": "got to", "soz": "sorry",
    "sry": "sorry", "wd": "would", "appt": "appointment", "tmrw": "tomorrow", "tho": "though",
    "mom": "mum", "ok": "okay", "&": "and", "omg": "oh god", "didnae": "did not",
    "wasnae": "was not", "dinnae": "do not", "havenae": "have not", "y'all": "you", "ya": "you",
    "pls": "please", "plz": "please", "wanted": "wanted", "judgment": "judgement",
}  # fmt: skip
_NOT = re.compile(
    r"(did|do|does|was|is|are|were|has|have|had|could|should|would|ai|must|need|might|ought|dare)n'?t"
)
_ENDS = (("'m", "am"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'d", "'d"))
_IS = {"it", "he", "she", "that", "there", "what", "who", "where", "how", "here", "this", "which",
       "something", "nothing", "everything", "one", "when", "why"}  # fmt: skip
_ISE = re.compile(r"([a-z]{4,})iz(e|es|ed|ing|ation)")
_OUR = re.compile(r"(behavi|fav|col|neighb|hon|lab)or(.*)")
_TITLES = {"dr", "mr", "mrs", "ms", "st", "prof"}
_ALONE = re.compile(r"(?<=I) (?=d\b)")


@dataclass(frozen=True)
class Sentence:
    """One sentence, made plain.

    words: plain words and punctuation marks. starts, ends: for each word, the character range
    in the text as typed that it stands for.
    """

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def line(self) -> str:
        """The words with one space between them: what phrases are matched on."""
        return " ".join(self.words)


def sentences(text: str) -> list[Sentence]:
    """Cut `text` into plain sentences, in order. Time is linear in the length of `text`."""
    done: list[Sentence] = []
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def close() -> None:
        if any(word[0].isalnum() or word[0] in "'<" for word in words):
            done.append(Sentence(tuple(words), tuple(starts), tuple(ends)))
        words.clear()
        starts.clear()
        ends.clear()

    tokens = _hide_quotes(text, [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)])
    for token, start, end in tokens:
        if token == "\n":
            close()
            continue
        for word in _plain(token):
            words.append(word)
            starts.append(start)
            ends.append(end)
        stop = token[0] in ".!?;" and not (token == "." and len(words) > 1 and words[-2] in _TITLES)
        if (stop and not token.startswith(("...", ".."))) or len(words) >= LONGEST:
            close()
    close()
    return done


def _plain(token: str) -> list[str]:
    word = token[:WIDEST].lower().replace("’", "'").replace("‘", "'")
    if word in _WHOLE:
        return _WHOLE[word].split()
    if not word[0].isalnum():
        if word == QUOTE or word in "'\"()*":
            return [word] if word == QUOTE else []
        if word[0] in "–—…" or word.startswith(("..", "--")):
            return [","]
        return [word[0]]
    if negated := _NOT.fullmatch(word):
        return [negated[1], "not"]
    for ending, full in _ENDS:
        if word.endswith(ending):
            return [word.removesuffix(ending), full]
    if word.endswith("'s"):
        stem = word.removesuffix("'s")
        return [stem, "is" if stem in _IS else "'s"]
    word = _ISE.sub(r"\1is\2", word)
    return [_OUR.sub(r"\1our\2", word)]


def _hide_quotes(text: str, tokens: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Put one mark for each stretch of quoted speech, unless nearly all of the text is quoted."""
    shown: list[tuple[str, int, int]] = []
    opened: tuple[int, str] | None = None
    for token, start, end in tokens:
        if opened is None:
            before = text[start - 1] if start else " "
            closing = {'"': '"', "“": "”", "‘": "’"}.get(token)
            if token == "'" and before.isspace():
                closing = "'"
            if closing:
                opened = (len(shown), closing)
        elif token == opened[1] or (token == '"' and opened[1] == "”"):
            at = opened[0]
            opened = None
            inside = shown[at][1]
            if end - inside < 0.8 * len(text.strip()):
                asked = shown[-1][0][0] in ".!?" and text[end : end + 1] in ("", " ", "\n")
                last = shown[-1]
                del shown[at:]
                shown.append((QUOTE, inside, end))
                if asked and (not text[end:].strip() or text[end:].strip()[:1].isupper()):
                    shown.append((last[0], last[1], last[2]))
                continue
        elif len(shown) - opened[0] > LONGEST:
            opened = None
        shown.append((token, start, end))
    return shown

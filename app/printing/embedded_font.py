"""A font within a PDF: the used glyphs, and the text of each."""

from typing import NamedTuple

import pydyf

from app.printing.fonts import Font
from app.printing.line import Cluster


class GlyphText(NamedTuple):
    """A glyph, and what is copied for it."""

    glyph_id: int
    text: str


class EmbeddedFont:
    """One font in a document: its used glyphs, each with a code for each of its texts, so that all copy correctly."""

    def __init__(self, font: Font) -> None:
        self._font = font
        self._codes: dict[GlyphText, int] = {}

    def use(self, cluster: Cluster) -> list[GlyphText]:
        """Take the glyphs of a cluster; each has one character as its text, the last in reading order the rest."""
        last = len(cluster.glyphs) - 1
        texts = [*(cluster.text[place : place + 1] for place in range(last)), cluster.text[last:]]
        if cluster.level % 2:
            texts.reverse()
        used = [GlyphText(glyph.id, text) for glyph, text in zip(cluster.glyphs, texts, strict=True)]
        for one in used:
            self._codes.setdefault(one, len(self._codes) + 1)
        return used

    def code_of(self, one: GlyphText) -> int:
        """Return the code of a glyph and its text, once the font is in the document."""
        return self._codes[one]

    def add_to(self, pdf: pydyf.PDF) -> pydyf.Dictionary:
        """Embed the used part of the font."""
        file, ids = self._font.subset(one.glyph_id for one in self._codes)
        # A prefix of six letters marks a subset of a font.
        name = f"/SHOPAA+{self._font.name}"
        if self._font.has_postscript_outlines:
            # Here the codes are the ids: two characters that are drawn the same are copied as the first of them.
            self._codes = {one: ids[one.glyph_id] for one in self._codes}
            kind, embedded = "/CIDFontType0", {"FontFile3": _stream(pdf, file, Subtype="/CIDFontType0C")}
            map_of_ids = {}
        else:
            kind, embedded = "/CIDFontType2", {"FontFile2": _stream(pdf, file, Length1=len(file))}
            in_file = [0, *(ids[one.glyph_id] for one in self._codes)]
            map_of_ids = {"CIDToGIDMap": _stream(pdf, b"".join(one.to_bytes(2, "big") for one in in_file))}
        descriptor = _added(
            pdf,
            Type="/FontDescriptor",
            FontName=name,
            Flags=4,
            FontBBox=pydyf.Array(self._font.box),
            ItalicAngle=0,
            Ascent=self._font.ascent,
            Descent=self._font.descent,
            CapHeight=self._font.ascent,
            StemV=80,
            **embedded,
        )
        descendant = _added(
            pdf,
            Type="/Font",
            Subtype=kind,
            BaseFont=name,
            CIDSystemInfo=pydyf.Dictionary(
                {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0}
            ),
            FontDescriptor=descriptor.reference,
            W=pydyf.Array(
                entry
                for one, code in self._codes.items()
                for entry in (code, pydyf.Array([self._font.width_of(one.glyph_id)]))
            ),
            **map_of_ids,
        )
        return _added(
            pdf,
            Type="/Font",
            Subtype="/Type0",
            BaseFont=name,
            Encoding="/Identity-H",
            DescendantFonts=pydyf.Array([descendant.reference]),
            ToUnicode=_stream(pdf, self._to_unicode()),
        )

    def _to_unicode(self) -> bytes:
        texts: dict[int, str] = {}
        for one, code in self._codes.items():
            texts.setdefault(code, one.text)
        pairs = [f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for code, text in texts.items()]
        # The format takes at most a hundred at a time.
        blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
        lines = [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CMapName /Text def /CMapType 2 def",
            "1 begincodespacerange <0000> <ffff> endcodespacerange",
            *("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks),
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
        return "\n".join(lines).encode("ascii")


def _added(pdf: pydyf.PDF, **entries: object) -> pydyf.Dictionary:
    dictionary = pydyf.Dictionary(entries)
    pdf.add_object(dictionary)
    return dictionary


def _stream(pdf: pydyf.PDF, content: bytes, **entries: object) -> bytes:
    """Add a stream and return its reference."""
    stream = pydyf.Stream([content], entries, compress=True)
    pdf.add_object(stream)
    reference: bytes = stream.reference
    return reference

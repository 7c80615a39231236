"""A font within a PDF: the used glyphs, and the text of each."""

import pydyf

from app.printing.typeface import Cluster, Typeface


class EmbeddedFont:
    """One font in a document. A glyph with two texts has two codes, so that each copies correctly."""

    def __init__(self, face: Typeface) -> None:
        self.face = face
        self._codes: dict[tuple[int, str], int] = {}

    def codes_of(self, cluster: Cluster) -> list[int]:
        """Return the codes of a cluster's glyphs; each maps to one character, the last to the rest."""
        last = len(cluster.glyphs) - 1
        texts = [*(cluster.text[place : place + 1] for place in range(last)), cluster.text[last:]]
        return [
            self._codes.setdefault((glyph.id, text), len(self._codes) + 1)
            for glyph, text in zip(cluster.glyphs, texts, strict=True)
        ]

    def add_to(self, pdf: pydyf.PDF) -> pydyf.Dictionary:
        """Embed the used part of the font."""
        ids = [0, *(glyph_id for glyph_id, _ in self._codes)]
        # A prefix of six letters marks a subset of a font.
        name = f"/SHOPAA+{self.face.name}"
        file = self.face.subset(ids)
        descriptor = _added(
            pdf,
            Type="/FontDescriptor",
            FontName=name,
            Flags=4,
            FontBBox=pydyf.Array(self.face.box),
            ItalicAngle=0,
            Ascent=self.face.ascent,
            Descent=self.face.descent,
            CapHeight=self.face.ascent,
            StemV=80,
            FontFile2=_stream(pdf, file, Length1=len(file)),
        )
        descendant = _added(
            pdf,
            Type="/Font",
            Subtype="/CIDFontType2",
            BaseFont=name,
            CIDSystemInfo=pydyf.Dictionary(
                {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0}
            ),
            FontDescriptor=descriptor.reference,
            W=pydyf.Array([0, pydyf.Array([self.face.width_of(glyph_id) for glyph_id in ids])]),
            CIDToGIDMap=_stream(pdf, b"".join(glyph_id.to_bytes(2, "big") for glyph_id in ids)),
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
        pairs = [f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for (_, text), code in self._codes.items()]
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

"""arXiv's feeds come in: answers of its API, announcements in Atom and RSS, errors in its words."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.arxiv_answers import api_answer, api_error
from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.arxiv_feed import looks_like_arxiv_feed, read_arxiv_feed
from vectorstore.sources.draft import Draft

ATOM = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns="http://www.w3.org/2005/Atom" xml:lang="en-us">
  <id>http://rss.arxiv.org/atom/cs.CL</id>
  <title>cs.CL updates on arXiv.org</title>
  <updated>2026-08-19T04:00:11.1+00:00</updated>
  <entry>
    <id>oai:arXiv.org:2608.00001v1</id>
    <title>Counting leaves</title>
    <updated>2026-08-19T04:00:12.2+00:00</updated>
    <link href="https://arxiv.org/abs/2608.00001" rel="alternate" type="text/html"/>
    <summary>arXiv:2608.00001v1 Announce Type: new
Abstract: We count leaves &amp;amp; twigs.</summary>
    <category term="cs.CL"/>
    <category term="cs.AI"/>
    <published>2026-08-19T00:00:00-04:00</published>
    <arxiv:announce_type>new</arxiv:announce_type>
    <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
    <dc:creator>Ada Lovelace (Forest Hall, London), Charles Babbage</dc:creator>
  </entry>
  <entry>
    <id>oai:arXiv.org:2503.00002v4</id>
    <title>Counting roots</title>
    <link href="https://arxiv.org/abs/2503.00002" rel="alternate" type="text/html"/>
    <summary>arXiv:2503.00002v4 Announce Type: replace-cross
Abstract: We dig.</summary>
    <category term="cs.LG"/>
    <published>2026-08-19T00:00:00-04:00</published>
    <arxiv:announce_type>replace-cross</arxiv:announce_type>
    <arxiv:DOI>10.1000/root.2</arxiv:DOI>
    <arxiv:journal_reference>Roots 3 (2025)</arxiv:journal_reference>
    <dc:creator>Mary Somerville</dc:creator>
  </entry>
</feed>
"""
RSS = """<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" version="2.0">
  <channel>
    <title>math.CO updates on arXiv.org</title>
    <link>http://rss.arxiv.org/rss/math.CO</link>
    <atom:link href="http://rss.arxiv.org/rss/math.CO" rel="self"/>
    <skipDays><day>Sunday</day></skipDays>
    <item>
      <title>Counting leaves</title>
      <link>https://arxiv.org/abs/2608.00001</link>
      <description>arXiv:2608.00001v1 Announce Type: cross
Abstract: We count leaves.</description>
      <guid isPermaLink="false">oai:arXiv.org:2608.00001v1</guid>
      <category>cs.CL</category>
      <category>math.CO</category>
      <pubDate>Wed, 19 Aug 2026 00:00:00 -0400</pubDate>
      <arxiv:announce_type>cross</arxiv:announce_type>
      <dc:creator>Ada Lovelace, Charles Babbage</dc:creator>
    </item>
  </channel>
</rss>
"""
EMPTY = """<?xml version='1.0'?><rss version="2.0"><channel>
<link>http://rss.arxiv.org/rss/math.CO</link></channel></rss>"""
BOMB = """<?xml version="1.0"?>
<!DOCTYPE feed [<!ENTITY a "arxiv.org">{}]>
<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>&z;</title></entry></feed>"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE feed [<!ENTITY z SYSTEM "file:///etc/hosts">]>
<feed><id>arxiv.org</id><entry><title>&z;</title></entry></feed>"""


def read(text: str) -> list[Draft | Rejection]:
    """Return what a feed comes to."""
    return list(read_arxiv_feed(text, "feed.xml"))


def test_an_answer_of_the_api_comes_in_whole() -> None:
    """Signs like "<" stay in the abstract; the primary category is first, affiliations are out."""
    text = api_answer("2409.13740v2")
    assert looks_like_arxiv_feed(text)
    assert read(text) == [
        Draft(
            title="Pruning trees of 2409.13740v2\n  in winter",
            abstract="We prune where 0 < a and b > 0.\nThe trees of 2409.13740v2 live.",
            source="arxiv-feed",
            place="feed.xml",
            where="entry 1",
            given_id="2409.13740",
            other_ids=("10.1000/tree.1",),
            authors=("Ada Lovelace", "Charles Babbage"),
            date="2024-09-20",
            url="https://arxiv.org/abs/2409.13740",
            categories=("cs.LG", "cs.CL"),
            version=2,
            venue="J. Trees 7 (2025)",
        )
    ]


def test_announcements_in_atom_come_in() -> None:
    """Without their label; a replaced paper has the month of its number, not today's date."""
    assert looks_like_arxiv_feed(ATOM)
    new, replaced = read(ATOM)
    assert isinstance(new, Draft)
    assert isinstance(replaced, Draft)
    assert (new.abstract, new.date, new.version) == (
        "We count leaves &amp; twigs.",
        "2026-08-19",
        1,
    )
    assert new.authors == ("Ada Lovelace", "Charles Babbage")
    assert new.categories == ("cs.CL", "cs.AI")
    assert (replaced.abstract, replaced.date, replaced.version) == ("We dig.", "2025-03", 4)
    assert (replaced.other_ids, replaced.venue) == (("10.1000/root.2",), "Roots 3 (2025)")


def test_announcements_in_rss_come_in() -> None:
    """The same fields under other names."""
    assert looks_like_arxiv_feed(RSS)
    (draft,) = read(RSS)
    assert isinstance(draft, Draft)
    assert (draft.given_id, draft.version, draft.date) == ("2608.00001", 1, "2026-08-19")
    assert (draft.abstract, draft.categories) == ("We count leaves.", ("cs.CL", "math.CO"))
    assert draft.authors == ("Ada Lovelace", "Charles Babbage")


def test_old_numbers_and_versions_are_read() -> None:
    """As in the address that the API names a paper by."""
    (draft,) = read(api_answer("math/0309136v11"))
    assert isinstance(draft, Draft)
    assert (draft.given_id, draft.version) == ("math/0309136", 11)


def test_an_error_is_told_in_arxivs_words() -> None:
    """It comes as an entry like any other."""
    (rejection,) = read(api_error())
    assert rejection == Rejection(
        "feed.xml", "entry 1", "arXiv says: incorrect id format for 1234.5678"
    )


def test_an_entry_without_a_number_is_rejected_and_the_next_read() -> None:
    """A feed of another site that mentions arXiv is no list of papers."""
    broken = api_answer("2409.13740v2", "2409.13741v1").replace("abs/2409.13740v2", "about")
    rejection, draft = read(broken)
    assert isinstance(rejection, Rejection)
    assert (rejection.where, "no arXiv number" in rejection.reason) == ("entry 1", True)
    assert isinstance(draft, Draft)


def test_nothing_found_is_no_paper_and_a_day_off_is_nothing() -> None:
    """A query without an answer is told; Sundays have no announcements."""
    (rejection,) = read(api_answer())
    assert rejection == Rejection("feed.xml", "", "arXiv found no paper for this query")
    assert looks_like_arxiv_feed(EMPTY)
    assert read(EMPTY) == []


def test_entities_are_refused_before_they_grow() -> None:
    """Twenty-five doublings are 300 MB; files of the disk are not looked at."""
    names = "abcdefghijklmnopqrstuvwxyz"
    doubled = "".join(f'<!ENTITY {one} "&{other};&{other};">' for other, one in pairwise(names))
    for text in (BOMB.replace("{}", doubled), OUTSIDE):
        assert looks_like_arxiv_feed(text)
        with pytest.raises(SourceUnreadable, match="declares entities"):
            read(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (ATOM[:900], "breaks at line"),
        ("<feed>&nbsp;arxiv.org</feed>", "breaks at line 1"),
        ("<opml>arxiv.org</opml>", "XML, but no feed"),
        ("<feed>\udcff</feed>", "not text in UTF-8"),
        ("<feed>" * 50_000, "breaks at line"),
    ],
)
def test_what_is_no_whole_feed_is_refused(text: str, why: str) -> None:
    """Cut off, another document, no text, nested without an end."""
    with pytest.raises(SourceUnreadable, match=why):
        read(text)


@pytest.mark.parametrize(
    "text",
    ["", "arxiv.org", "<html><body>arxiv.org</body></html>", "<feed>another site</feed>", "{}"],
)
def test_other_texts_are_not_claimed(text: str) -> None:
    """A page about arXiv, a feed of another site."""
    assert not looks_like_arxiv_feed(text)


@given(st.text(alphabet='<>/&;abfeds "=!?-[]', max_size=200))
def test_no_text_does_worse_than_being_refused(text: str) -> None:
    """Neither recognising nor reading raises anything else."""
    looks_like_arxiv_feed(text)
    try:
        read(text)
    except SourceUnreadable:
        return

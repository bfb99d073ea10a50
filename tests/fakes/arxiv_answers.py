"""What arXiv's API answers, in its own form, about papers made up for tests."""

from collections.abc import Sequence

_ENTRY = """
  <entry>
    <id>http://arxiv.org/abs/{name}</id>
    <updated>2024-10-02T09:00:00Z</updated>
    <published>2024-09-20T17:59:59Z</published>
    <title>Pruning trees of {name}
  in winter</title>
    <summary>  We prune where 0 &lt; a and b &gt; 0.
The trees of {name} live.
</summary>
    <author>
      <name>Ada Lovelace</name>
      <arxiv:affiliation xmlns:arxiv="http://arxiv.org/schemas/atom">Forest Hall</arxiv:affiliation>
    </author>
    <author>
      <name>Charles  Babbage</name>
    </author>
    <arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">9 pages</arxiv:comment>
    <arxiv:journal_ref xmlns:arxiv="http://arxiv.org/schemas/atom">J. Trees 7
 (2025)</arxiv:journal_ref>
    <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/tree.1</arxiv:doi>
    <link title="doi" href="http://dx.doi.org/10.1000/tree.1" rel="related"/>
    <link href="http://arxiv.org/abs/{name}" rel="alternate" type="text/html"/>
    <link title="pdf" href="http://arxiv.org/pdf/{name}" rel="related" type="application/pdf"/>
    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.LG"/>
    <category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
  </entry>"""
_ERROR = """
  <entry>
    <id>http://arxiv.org/api/errors#incorrect_id_format_for_1234.5678</id>
    <title>Error</title>
    <summary>incorrect id format for 1234.5678</summary>
    <updated>2024-10-02T00:00:00-04:00</updated>
    <link href="http://arxiv.org/api/errors#incorrect" rel="alternate" type="text/html"/>
    <author>
      <name>arXiv api core</name>
    </author>
  </entry>"""
_FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?id_list=x" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: search_query=&amp;id_list=x</title>
  <id>http://arxiv.org/api/UWzh</id>
  <updated>2024-10-02T00:00:00-04:00</updated>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">{total}</opensearch:totalResults>{entries}
</feed>
"""


def api_answer(*names: str) -> str:
    """Return the answer that holds these papers ("2409.13740v2")."""
    return _feed([_ENTRY.replace("{name}", name) for name in names])


def api_error() -> str:
    """Return the answer to a number that is none."""
    return _feed([_ERROR])


def _feed(entries: Sequence[str]) -> str:
    return _FEED.replace("{total}", str(len(entries))).replace("{entries}", "".join(entries))

"""Papers for questions over a whole library: some say a term, some its short form, some neither."""

PAPERS: tuple[dict[str, object], ...] = (
    {
        "title": "Graph Neural Networks at Scale",
        "abstract": "Large graphs are hard. A graph neural network (GNN) fits in memory here. "
        "It uses four stages, and improves accuracy by 3% on two of them. "
        "The code is at https://github.com/example/scale.",
        "authors": ["Qi Chen"],
        "date": "2021-05-02",
    },
    {
        "title": "Sampling",
        "abstract": "Sampling is a method for large graphs, called FastSample. However, earlier "
        "methods are slow. It uses two modules that pick nodes. A GNN on Cora is quick. "
        "FastSample runs 8x faster than its rival.",
        "date": "2024-02-01",
    },
    {
        "title": "Deep Forests",
        "abstract": "Trees are old. Graph neural networks do worse. Active learning (AL) helps.",
        "categories": ["cs.LG"],
        "date": "2019",
    },
    {
        "title": "Alloys",
        "abstract": "Aluminium (AL) is light. It was published in spring.",
        "date": "Mar 11",
    },
    {
        "title": "Alarms",
        "abstract": "An alert level (AL) is a number.",
    },
)

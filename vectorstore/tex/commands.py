r"""What LaTeX commands do with their arguments, by name; all others keep the words of theirs."""

SPACES = frozenset(", ; : >".split()) | {" ", "\n", "\t"}
# Layout, fonts switched on, and fences: nothing to read.
NOTHING = frozenset(
    "! - / @ left right middle big Big bigg Bigg bigl bigr bigm Bigl Bigr biggl biggr Biggl Biggr"
    " limits nolimits displaystyle textstyle scriptstyle xspace em it bf rm sc sf sl tt cal itshape"
    " bfseries scshape ttfamily upshape normalfont small large Large footnotesize tiny normalsize"
    " scriptsize noindent centering boldmath unboldmath protect relax hfill allowbreak linebreak"
    " smallskip medskip bigskip clearpage newpage maketitle footnotemark hline faGithub".split()
)
# The argument says nothing to a reader either.
DROPPED = frozenset(
    "cite citep citet citealp citealt citeauthor citeyear citeyearpar parencite textcite autocite"
    " nocite ref eqref autoref cref Cref pageref label vspace hspace color fontsize includegraphics"
    " bibliography bibliographystyle index thanks phantom vphantom hphantom begin end pagestyle"
    " thispagestyle".split()
)
DROPPED_AS_SPACE = frozenset("begin end hspace vspace".split())
# Their one argument is what is read; without one nothing is.
WRAPPERS = frozenset(
    "textsl textup textmd textnormal mathrm mathbf mathit mathsf mathtt mathcal mathscr mathfrak"
    " mathnormal boldsymbol bm pmb fbox underline uline ul underbrace overbrace mathop mathbin"
    " mathrel mathord enquote sout hl section subsection paragraph keywords uppercase lowercase"
    " overline widehat".split()
)
PROSE_WRAPPERS = frozenset("text mbox hbox textbf textit emph texttt textsc textsf textrm".split())
NUMBER_SETS = frozenset("mathbb Bbb mathbbm mathds mathbbmss".split())
AFTER_FIRST = frozenset("textcolor colorbox raisebox scalebox texorpdfstring hyperref".split())
LINKS = frozenset("href hyperlink".split())
ADDRESSES = frozenset("url nolinkurl path".split())
FRACTIONS = frozenset("frac tfrac dfrac cfrac nicefrac sfrac textfrac".split())
BINOMIALS = frozenset("binom dbinom tbinom".split())
# Letters of names: the space after them only ends the command ("Bj\o rn").
LETTERS = frozenset("l L o O ss ae AE oe OE aa AA i j".split())
# "\c c" is a letter, but "\d 3" is code.
ACCENTS_BEFORE_SPACE = frozenset("c v H k u".split())
# Escaped, they stand for themselves.
ESCAPED = frozenset("%&#_${}()[]")

"""A forgiving reader of LaTeX: signs, formulas, and what commands say in plain characters."""

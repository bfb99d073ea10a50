"""Every word said to a model, as templates, and the one function that renders them."""

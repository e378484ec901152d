"""A correction: the periods it reaches, the figures that follow, and the sentences that it makes untrue."""

"""SubStation Alpha: ASS and SSA."""

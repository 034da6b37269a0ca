"""How a run of the tests goes: its surroundings, its order and its processes."""

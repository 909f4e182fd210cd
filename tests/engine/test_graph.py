"""The graph of a run: hand-written edges of a small BPTT, weights on edges, rows, and what is drawn together."""

import numpy as np

from engine import lstm, recurrent
from engine.derivation import Name, Run
from engine.derivation.graph import Acting, Edge, Graph, condensed, graph
from tests.engine.draws import D, Draws, H

ONE = np.array([1.0])
SQUARE = np.array([[1.0]])


def small_bptt() -> Graph:
    inputs = {
        "x": {1: ONE, 2: ONE},
        "z": {0: ONE, 1: ONE, 2: ONE},
        "y": {1: ONE, 2: ONE},
        "d": {1: 2 * ONE, 2: 2 * ONE},
        "W": SQUARE,
        "W_out": SQUARE,
    }
    run = Run(recurrent.backward, recurrent.NOTATION, inputs, {"f": "tanh"})
    return graph(run.derivation(), ("dW", None))


def test_the_edges_of_a_small_bptt() -> None:
    W, W_out = Acting(("W", None), transposed=True), Acting(("W_out", None), transposed=True)
    expected = {
        Edge(("z", 2), ("f_prime", 2)),
        Edge(("y", 2), ("delta_out", 2)),
        Edge(("d", 2), ("delta_out", 2)),
        Edge(("f_prime", 2), ("delta", 2)),
        Edge(("delta_out", 2), ("delta", 2), (W_out,)),
        Edge(("z", 1), ("f_prime", 1)),
        Edge(("y", 1), ("delta_out", 1)),
        Edge(("d", 1), ("delta_out", 1)),
        Edge(("f_prime", 1), ("delta", 1)),
        Edge(("delta_out", 1), ("delta", 1), (W_out,)),
        Edge(("delta", 2), ("delta", 1), (W,)),
        Edge(("delta", 1), ("dW", None)),
        Edge(("z", 0), ("dW", None)),
        Edge(("delta", 2), ("dW", None)),
        Edge(("z", 1), ("dW", None)),
    }
    whole = small_bptt()
    assert set(whole.edges) == expected
    assert len(whole.edges) == len(expected)
    assert whole.parameters == (("W", None), ("W_out", None))


def test_nodes_are_what_leads_to_the_asked_value() -> None:
    given = [node.name for node in small_bptt().nodes if node.given]
    assert ("x", 1) not in given
    assert given == [("z", 0), ("z", 1), ("z", 2), ("y", 1), ("y", 2), ("d", 1), ("d", 2)]


def test_rows_rise_from_what_is_given_to_what_is_asked() -> None:
    assert small_bptt().levels() == {"z": 0, "y": 0, "d": 0, "f_prime": 1, "delta_out": 1, "delta": 2, "dW": 3}


def test_a_bias_is_noted_and_a_recurrence_pushes_nothing_up() -> None:
    draws = Draws(3)
    network = {name: value for name, value in draws.network().items() if name in {"W_in", "W", "b", "z0"}}
    run = Run(recurrent.forward, recurrent.NOTATION, {"x": draws.sequence(D), **network})
    whole = graph(run.derivation(), ("z", 3))
    noted = {node.name: node.noted for node in whole.nodes}
    assert noted["u", 2] == (("b", None),)
    assert Edge(("z", 1), ("u", 2), (Acting(("W", None)),)) in whole.edges
    assert whole.levels() == {"x": 0, "u": 1, "z": 2}


def test_a_peephole_weight_stands_on_the_way_from_the_cell() -> None:
    draws = Draws(5)
    inputs = {"x": draws.sequence(D, 1, 1), "h0": draws.array(H), "C": draws.sequence(H, 0, 1)}
    run = Run(lstm.gate, lstm.NOTATION, {**inputs, "parameters": draws.cell(True)}, {"name": "o"})
    whole = graph(run.derivation(), ("o", 1))
    assert Edge(("C", 1), ("u_o", 1), (Acting(("p_o", None)),)) in whole.edges
    assert Edge(("x", 1), ("u_o", 1), (Acting(("W_o", None)),)) in whole.edges


def large() -> tuple[Graph, Name]:
    draws = Draws(1)
    given = {"x": draws.sequence(D), "h0": draws.array(H), "C0": draws.array(H), "d": draws.sequence(H)}
    asked: Name = ("dW_i", None)
    run = Run(lstm.bptt, lstm.NOTATION, {**given, "parameters": draws.cell(False)})
    return graph(run.derivation(), asked), asked


def test_a_large_graph_draws_steps_together_with_their_only_user() -> None:
    whole, asked = large()
    small = condensed(whole, 40, frozenset({asked}))
    assert len(whole.nodes) > len(small.nodes) >= 40
    names = {node.name for node in small.nodes}
    assert asked in names
    assert ("u_i", 1) not in names
    assert all({edge.start, edge.end} <= names for edge in small.edges)
    assert Edge(("x", 1), ("i", 1), (Acting(("W_i", None)),)) in small.edges
    assert condensed(whole, 1000) == whole

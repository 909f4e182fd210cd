"""In which order kinds of question are met for the first time: what builds on what. Pure functions."""

from collections.abc import Mapping, Sequence

from question_bank.model.topics import Topic, TopicTree

FAMILIAR = 0.5  # of the kinds of a topic, after which what builds on it may begin
SCOPES = ("syllabus", "option", "course")


def teaching_order(tree: TopicTree, families: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """All families, each after those that its topic's ``after`` names, topics in turn.

    A topic begins once half of the families of every topic that it builds on are in. What the exam asks comes before
    what it leaves open, and that before what only a course asks. ``families`` are the families of each topic, by id, in
    the order in which they are to come where nothing else decides. Raises ``ValueError`` where ``after`` names a family
    that its topic has not, or leads in a circle.
    """
    left = {topic.id: _in_order(topic, list(families.get(topic.id, ()))) for topic in tree.topics}
    whole = {topic: len(found) for topic, found in left.items()}
    order: list[str] = []
    for scope in SCOPES:
        while any(left[topic.id] for topic in tree.topics if topic.scope == scope):
            begun = [
                topic for topic in tree.topics if topic.scope == scope and left[topic.id] and _open(topic, left, whole)
            ]
            # Where only topics of a later scope would open one of this scope, it does not wait for them.
            for topic in begun or [topic for topic in tree.topics if topic.scope == scope and left[topic.id]]:
                order.append(left[topic.id].pop(0))
    return tuple(order)


def _open(topic: Topic, left: Mapping[str, Sequence[str]], whole: Mapping[str, int]) -> bool:
    return all(len(left[ground]) <= (1 - FAMILIAR) * whole[ground] for ground in topic.builds_on)


def _in_order(topic: Topic, families: list[str]) -> list[str]:
    """The families of a topic, each after those that it builds on."""
    after = {f"{topic.id}.{name}": [f"{topic.id}.{ground}" for ground in named] for name, named in topic.after.items()}
    if unknown := sorted({*after, *(ground for named in after.values() for ground in named)} - set(families)):
        raise ValueError(f"{topic.id}/topic.toml: after names {', '.join(unknown)}, which is no family of the topic")
    order: list[str] = []
    while len(order) < len(families):
        ready = [f for f in families if f not in order and all(ground in order for ground in after.get(f, ()))]
        if not ready:
            raise ValueError(f"{topic.id}/topic.toml: after leads in a circle")
        order.append(ready[0])
    return order

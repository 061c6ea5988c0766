"""Functions on places: area, distance and whether a point lies within a shape."""

from __future__ import annotations

import math
from itertools import pairwise

from callassist.questionnaire.tree import Node
from callassist.questionnaire.xpath.library import define
from callassist.questionnaire.xpath.values import Environment, Value, number_of, to_text

_RADIUS = 6_378_100.0  # metres; the value that ODK's engines agree on
Point = tuple[float, float]


def _points(value: Value) -> list[Point] | None:
    """Latitudes and longitudes from a node-set of points or a text `lat lon alt acc; lat lon …`."""
    texts = [n.string() for n in value] if isinstance(value, list) else [to_text(value)]
    if len(texts) == 1:
        texts = [part for part in texts[0].split(";") if part.strip()]
    found = [_point(text) for text in texts]
    return None if any(p is None for p in found) else [p for p in found if p is not None]


def _point(text: str) -> Point | None:
    parts = text.split()
    if len(parts) < 2:
        return None
    latitude, longitude = number_of(parts[0]), number_of(parts[1])
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return latitude, longitude


def _between(a: Point, b: Point) -> float:
    lat1, lat2 = math.radians(a[0]), math.radians(b[0])
    across = math.radians(b[1] - a[1])
    cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(across)
    return math.acos(max(-1.0, min(1.0, cosine))) * _RADIUS


@define("distance", "vv*", "number", "distance(points)")
def _distance(_node: Node, _env: Environment, *values: Value) -> Value:
    points: list[Point] = []
    for value in values:
        found = _points(value)
        if found is None:
            return math.nan
        points.extend(found)
    if len(points) < 2:
        return math.nan
    return round(sum(_between(a, b) for a, b in pairwise(points)), 2)


@define("area", "vv*", "number", "area(points)")
def _area(_node: Node, _env: Environment, *values: Value) -> Value:
    points: list[Point] = []
    for value in values:
        points.extend(_points(value) or [])
    if len(points) < 3:
        return 0.0
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in zip(points, [*points[1:], points[0]], strict=True):
        total += math.radians(lon2 - lon1) * (2 + math.sin(math.radians(lat1)) + math.sin(math.radians(lat2)))
    return round(abs(total * _RADIUS * _RADIUS / 2), 2)


@define("geofence", "vv", "truth", "geofence(point, shape)")
def _geofence(_node: Node, _env: Environment, place: Value, shape: Value) -> Value:
    points, corners = _points(place), _points(shape)
    if not points or not corners or len(corners) < 3 or corners[0] != corners[-1]:
        return False  # a line that does not come back to its beginning encloses nothing
    y, x = points[0]
    inside = False
    for (y1, x1), (y2, x2) in pairwise(corners):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside

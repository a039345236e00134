"""Medians and quartiles of samples, and ratios of them."""


def quantile(values, fraction):
    """Linear between neighbours, as numpy's default."""
    ordered = sorted(values)
    place = fraction * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def summary(values):
    return {
        "median": quantile(values, 0.5),
        "q1": quantile(values, 0.25),
        "q3": quantile(values, 0.75),
        "samples": list(values),
    }


def of(samples):
    """A list of dictionaries with the same numbers becomes one dictionary of summaries."""
    return {key: summary([sample[key] for sample in samples]) for key in samples[0]}


def ratio(ours, theirs):
    """Ours to theirs; None where either is missing."""
    return ours / theirs if ours is not None and theirs else None

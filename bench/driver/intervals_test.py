"""The judge itself: python3 -m unittest driver.intervals_test"""

import random
import unittest

from . import intervals


def _window(cost, machine=10_000):
    return {"cpuNs": cost, "machineNs": machine}


def _runs(ratio, processes=3, windows=7, noise=0.02):
    """Processes whose costs differ by chance, in rounds that differ by chance too."""
    chance = random.Random(7)
    return [
        {"echo7": [_window(3000 * ratio * chance.gauss(1, noise)) for _ in range(windows)],
         "c": [_window(3000 * chance.gauss(1, noise)) for _ in range(windows)]}
        for _ in range(processes)]


def _interval(runs):
    return intervals.interval(intervals.paired(runs, "echo7", "c"))


class IntervalsTest(unittest.TestCase):
    def test_the_same_costs_the_same(self):
        found = _interval(_runs(1))
        self.assertLess(found.low, 1)
        self.assertGreater(found.high, 1)
        self.assertEqual("undecided", found.verdict(1))
        self.assertEqual("met", found.verdict(1.05))

    def test_what_is_dearer_is_missed(self):
        self.assertEqual("missed", _interval(_runs(1.2)).verdict(1.1))

    def test_more_noise_is_less_sure(self):
        calm, wild = _interval(_runs(1)), _interval(_runs(1, noise=0.1))
        self.assertLess(calm.high / calm.low, wild.high / wild.low)

    def test_a_disturbed_window_takes_its_partner_along(self):
        runs = _runs(1)
        runs[1]["c"][3] = _window(9000, machine=20_000)
        found = intervals.paired(runs, "echo7", "c")
        self.assertEqual((20, 1), (found.windows, found.dropped))

    def test_a_set_without_one_side_does_not_count(self):
        runs = _runs(1)
        del runs[2]["c"]
        self.assertEqual(14, intervals.paired(runs, "echo7", "c").windows)

    def test_nothing_measured_is_no_interval(self):
        self.assertIsNone(_interval([]))
        self.assertIsNone(intervals.interval())

    def test_a_mean_of_cells_is_geometric(self):
        cheap, dear = (intervals.paired(_runs(ratio, noise=0), "echo7", "c")
                       for ratio in (0.5, 2))
        self.assertAlmostEqual(1, intervals.interval(cheap, dear).middle)


if __name__ == "__main__":
    unittest.main()

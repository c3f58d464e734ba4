"""Tries the harness itself: the generator, the arithmetic of rounds and rows, running a command.

No timing is judged. Prints one line; exits 1 if something is wrong.
"""

import importlib.util
import io
import os
import struct
import sys
import tempfile
import unittest
from pathlib import Path

from contestants.contestant import digests, file_bytes
from contestants.xet import Xet
from report import Row, shown, table
from rounds import Spread, is_noisy, rotated, run_rounds
from sampling import Command, RunFailed, Sample, run
from rows.memory import peak_bytes, with_peak
from targets import TARGETS, Target, at_most

HERE = Path(__file__).resolve().parent
SIZE = 300_000
HAS_NUMPY = importlib.util.find_spec("numpy") is not None


def sample(seconds):
    return Sample(seconds, seconds / 2)


def playing(*seconds):
    """A contestant that takes so long, run after run."""
    left = list(seconds)
    return lambda: sample(left.pop(0))


class RoundsTest(unittest.TestCase):
    def test_a_round_is_noisy_above_fifteen_per_cent(self):
        self.assertFalse(is_noisy(1.0, 1.15))
        self.assertTrue(is_noisy(1.0, 1.16))
        self.assertTrue(is_noisy(1.16, 1.0))

    def test_noisy_rounds_are_counted_and_made_up_for(self):
        native = playing(1, 1, 1, 2, 1, 1)
        rounds = run_rounds(native, {"a": playing(2, 50, 4)}, wanted=2)
        self.assertEqual((len(rounds.kept), rounds.discarded), (2, 1))
        self.assertEqual(rounds.ratio("a", "native"), Spread(3, 2, 4, 2))
        self.assertEqual([one["discarded"] for one in rounds.samples], [False, True, False])

    def test_noise_wins_in_the_end(self):
        native = playing(*[1, 2] * 4)
        rounds = run_rounds(native, {"a": playing(*[1] * 4)}, wanted=2)
        self.assertEqual((rounds.kept, rounds.discarded), ([], 4))
        row = Row.of("P1", "a", rounds.ratio("a", "native"), rounds.discarded, note="fast")
        self.assertIn("not measured: noise", row.verdict())

    def test_the_figure_is_the_median_of_the_ratios_of_rounds(self):
        # The ratio of the medians would be 4 / 2.
        contestants = {"a": playing(1, 4, 9), "b": playing(1, 2, 3)}
        rounds = run_rounds(playing(*[1] * 6), contestants, wanted=3)
        self.assertEqual(rounds.ratio(above="a", below="b"), Spread(2, 1, 3, 3))
        contestants = {"a": playing(9, 4, 8), "b": playing(1, 2, 4)}
        rounds = run_rounds(playing(*[1] * 6), contestants, wanted=3)
        self.assertEqual(rounds.ratio(above="a", below="b").median, 2)

    def test_the_native_sample_lies_between_its_ends(self):
        rounds = run_rounds(playing(1.0, 1.1), {"a": playing(2.1)}, wanted=1)
        self.assertAlmostEqual(rounds.ratio("a", "native").median, 2.0)
        self.assertAlmostEqual(rounds.gb_per_second("a", 4.2e9).median, 2.0)
        self.assertAlmostEqual(rounds.cpu_per_gb("a", 2e9).median, 0.525)

    def test_the_order_is_rotated(self):
        ran = []

        def named(name):
            return lambda: ran.append(name) or sample(1)

        run_rounds(named("native"), {name: named(name) for name in "abc"}, wanted=3)
        order = "".join(name[0] for name in ran)
        self.assertEqual(order, "nabcn" + "nbcan" + "ncabn")
        self.assertEqual(rotated([], 3), [])


class ReportTest(unittest.TestCase):
    def test_verdicts(self):
        more, less = Target(2, 4), at_most(1.03, 1.01)
        self.assertEqual(more.verdict(1), "short of ship by 50 %")
        self.assertEqual(more.verdict(2), "ship met, aim missed by 50 %")
        self.assertEqual(more.verdict(4), "aim met")
        self.assertEqual(less.verdict(1.01), "aim met")
        self.assertTrue(less.verdict(1.02).startswith("ship met"))
        self.assertTrue(less.verdict(2.06).startswith("short of ship by 100"))
        self.assertEqual(Target(2, None).verdict(2), "met")

    def test_what_is_missing_has_no_figure(self):
        row = Row.missing("P1", "x", "borg is not installed", key="P1 borg")
        self.assertIsNone(row.document()["figure"])
        self.assertEqual(row.verdict(), "not measured: borg is not installed")
        self.assertEqual(row.cells()[2:4], ("", ""))

    def test_columns_are_aligned(self):
        rows = [Row.exact("P1", "short", 1.5), Row.exact("P22", "much longer", 20)]
        lines = table(rows).splitlines()
        self.assertEqual(lines[1].index("1.500"), lines[2].index("20"))

    def test_numbers(self):
        numbers = [shown(value) for value in (3, 0.25, 12.346, 1234.7)]
        self.assertEqual(numbers, ["3", "0.250", "12.35", "1 235"])

    def test_every_target_can_be_missed_and_met(self):
        for key, target in TARGETS.items():
            worst = 0 if target.more_is_better else float("inf")
            self.assertFalse(target.is_met(worst, target.ship), key)
            self.assertTrue(target.is_met(target.ship, target.ship), key)


class SamplingTest(unittest.TestCase):
    def test_a_run_is_measured(self):
        once = run(Command([sys.executable, "-c", "print(sum(range(10**6)))"]))
        self.assertEqual(once.output.strip(), str(sum(range(10**6))))
        self.assertGreater(once.cpu_seconds, 0)

    def test_a_failure_says_which_command_and_why(self):
        with self.assertRaisesRegex(RunFailed, "status 3: reason"):
            run(Command(["sh", "-c", "echo reason >&2; exit 3"]))

    def test_peak_memory_is_the_command_s_own(self):
        ballast = bytes(200) * (1 << 20)  # of this process, which must not show
        allocate = Command([sys.executable, "-c", "bytes(100) * (1 << 20)"])
        nothing = Command([sys.executable, "-c", ""])
        self.assertGreater(peak_bytes(run(with_peak(allocate))), 100 << 20)
        self.assertLess(peak_bytes(run(with_peak(nothing))), 100 << 20)
        del ballast

    def test_nothing_of_the_environment_leaks(self):
        os.environ["STORE_PATH"] = "/nonexistent"
        self.addCleanup(os.environ.pop, "STORE_PATH")
        out = run(Command([sys.executable, "-c", "import os; print('STORE_PATH' in os.environ)"]))
        self.assertEqual(out.output.strip(), "False")

    def test_what_can_be_rebuilt_is_not_stored(self):
        with tempfile.TemporaryDirectory() as name:
            xet = Xet(name)
            for file in ("xorbs/xorbs/a", "xorbs/global_dedup_lookup.redb", "shard-cache/b"):
                path = xet.repository / "xet" / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"12345")
            self.assertEqual(xet.stored_bytes(), 5)

    def test_hard_links_count_once_and_digests_see_a_byte(self):
        with tempfile.TemporaryDirectory() as name:
            directory = Path(name)
            (directory / "a").write_bytes(b"12345")
            os.link(directory / "a", directory / "b")
            self.assertEqual(file_bytes(directory), 5)
            before = digests(directory)
            (directory / "a").write_bytes(b"12346")
            self.assertNotEqual(before, digests(directory))


@unittest.skipUnless(HAS_NUMPY, "no numpy")
class DataTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)

    def make(self, kind, place, seed=1, size=SIZE):
        from data.make import KINDS

        target = self.directory / place
        target.mkdir()
        KINDS[kind](target, size, seed)
        return target

    def test_the_same_seed_gives_the_same_bytes_and_another_does_not(self):
        from data.make import KINDS

        for kind in KINDS:
            size = 50 if kind == "small-files" else SIZE
            first, again, other = (
                digests(self.make(kind, f"{kind}-{index}", seed, size))
                for index, seed in enumerate((1, 1, 2))
            )
            self.assertTrue(first, kind)
            self.assertEqual(first, again, kind)
            self.assertNotEqual(first, other, kind)

    def test_sizes_are_about_what_was_asked_for(self):
        for kind in ("bf16", "fp16", "fp32", "gguf", "onnx", "random"):
            made = file_bytes(self.make(kind, kind, size=8_000_000))
            self.assertLess(abs(made / 8_000_000 - 1), 0.1, kind)

    def test_the_family_is_what_it_says(self):
        from data.safetensors import read_header

        place = self.make("family", "family")
        found = {name: digests(place / name) for name in os.listdir(place)}
        self.assertEqual(len(found), 10)
        self.assertEqual(found["01-base"], found["09-identical"])
        entries, _ = read_header(place / "01-base" / "model.safetensors")
        header, _ = read_header(place / "06-header" / "model.safetensors")
        grown, _ = read_header(place / "05-vocabulary" / "model.safetensors")
        permuted, _ = read_header(place / "07-permuted" / "model.safetensors")
        self.assertNotEqual(entries.pop("__metadata__"), header.pop("__metadata__"))
        self.assertEqual(entries, header)
        rows = [each["lm_head.weight"]["shape"][0] for each in (entries, grown)]
        self.assertEqual(rows[1] - rows[0], 64)
        self.assertNotEqual(list(permuted)[1:], list(entries))
        self.assertEqual(set(permuted) - {"__metadata__"}, set(entries))
        self.assertEqual(len(found["08-resharded"]), 6)

    def test_gguf_begins_as_version_3(self):
        place = self.make("gguf", "gguf")
        head = (place / "model.gguf").read_bytes()[:24]
        magic, version, tensors, pairs = struct.unpack("<4sIQQ", head)
        self.assertEqual((magic, version, pairs), (b"GGUF", 3, 3))
        self.assertGreater(tensors, 5)

    def test_bf16_rounds_to_nearest_even(self):
        import numpy

        from data.tensors import encode

        # One unit of bf16 at 1 is 2^-7: halves go to the even neighbour.
        values = numpy.array([1, 1 + 2**-8, 1 + 3 * 2**-8, 1 + 2**-7], dtype=numpy.float32)
        self.assertEqual(
            encode(values, "BF16").values().tolist(), [1, 1, 1 + 2**-6, 1 + 2**-7]
        )

    def test_the_bound_is_the_entropy(self):
        import numpy

        from data.entropy import bound, entropy_bytes
        from data.safetensors import write
        from data.tensors import Tensor

        self.assertEqual(entropy_bytes(numpy.ones(256, dtype=int)), 256)
        self.assertEqual(entropy_bytes(numpy.array([99, 0])), 0)
        flat = numpy.arange(1 << 16, dtype=numpy.uint16)  # each value once: incompressible
        path = self.directory / "flat.safetensors"
        write(path, {"flat": Tensor("BF16", (1 << 16,), flat)})
        self.assertEqual(bound(path), path.stat().st_size)


def main():
    stream = io.StringIO()
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[__name__])
    result = unittest.TextTestRunner(stream=stream).run(suite)
    if not result.wasSuccessful():
        print(stream.getvalue(), file=sys.stderr)
    skipped = f", {len(result.skipped)} skipped: no numpy" if result.skipped else ""
    failed = len(result.failures) + len(result.errors)
    print(f"bench self-test: {result.testsRun} tests, {failed} failed{skipped}")
    sys.exit(not result.wasSuccessful())


if __name__ == "__main__":
    main()

package dev.sinter.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Random expressions against their values at random points. */
@DisplayName("Random dimensions")
class DimPropertiesTest {
    private static final int POINTS = 30;

    /** An expression and the same computed directly. */
    private record Pair(Dim dim, ToLongFunction<long[]> value) {}

    /** Symbols N, M (0 to 5) and coordinates #0 (below N+1), #1 (below 4), #2 (below M+2). */
    private static final String[] NAMES = {"N", "M", "#0", "#1", "#2"};

    private static long[] point(Random random) {
        long n = random.nextInt(6);
        long m = random.nextInt(6);
        return new long[]{n, m, random.nextInt((int) n + 1), random.nextInt(4), random.nextInt((int) m + 2)};
    }

    private static @Nullable Dim extent(String name) {
        return switch (name) {
            case "#0" -> Dim.symbol("N").plus(1);
            case "#1" -> Dim.of(4);
            case "#2" -> Dim.symbol("M").plus(2);
            default -> null;
        };
    }

    private static Dim symbol(int which) {
        return which < 2 ? Dim.symbol(NAMES[which]) : Dim.coordinate(which - 2);
    }

    private static ToLongFunction<String> values(long[] point) {
        return name -> point[Arrays.asList(NAMES).indexOf(name)];
    }

    private static Pair random(Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 2 : 9);
        if (kind == 0) {
            long constant = random.nextInt(13) - 4;
            return new Pair(Dim.of(constant), p -> constant);
        }
        if (kind == 1) {
            int which = random.nextInt(NAMES.length);
            return new Pair(symbol(which), p -> p[which]);
        }
        Pair a = random(random, depth - 1);
        Pair b = random(random, depth - 1);
        long by = random.nextInt(6) == 0 ? -(1 + random.nextInt(3)) : 1 + random.nextInt(6);
        Function<String, @Nullable Dim> extents = random.nextBoolean() ? DimPropertiesTest::extent : name -> null;
        return switch (kind) {
            case 2, 3 -> new Pair(a.dim.plus(b.dim), p -> a.value.applyAsLong(p) + b.value.applyAsLong(p));
            case 4 -> new Pair(a.dim.minus(b.dim), p -> a.value.applyAsLong(p) - b.value.applyAsLong(p));
            case 5 -> new Pair(a.dim.times(b.dim), p -> a.value.applyAsLong(p) * b.value.applyAsLong(p));
            case 6 -> new Pair(a.dim.floorDiv(Dim.of(by), extents), p -> Math.floorDiv(a.value.applyAsLong(p), by));
            case 7 -> new Pair(a.dim.mod(Dim.of(by), extents), p -> Math.floorMod(a.value.applyAsLong(p), by));
            default -> {
                // A symbolic divisor that is never zero.
                Dim divisor = Dim.symbol("M").plus(2);
                yield new Pair(a.dim.floorDiv(divisor, extents), p -> Math.floorDiv(a.value.applyAsLong(p), p[1] + 2));
            }
        };
    }

    @RepeatedTest(40)
    void haveTheValueOfTheirDefinition(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        for (int i = 0; i < 250; i++) {
            Pair pair = random(random, 4);
            for (int k = 0; k < POINTS; k++) {
                long[] point = point(random);
                assertThat(pair.dim.evaluate(values(point))).as("%s at %s", pair.dim, Arrays.toString(point))
                        .isEqualTo(pair.value.applyAsLong(point));
            }
        }
    }

    @RepeatedTest(20)
    void keepTheirValueUnderSubstitution(RepetitionInfo info) {
        Random random = new Random(1000 + info.getCurrentRepetition());
        for (int i = 0; i < 200; i++) {
            Pair outer = random(random, 3);
            // Symbols stand for values of 0 or more, hence so must what replaces them.
            Pair n = nonNegative(random);
            Pair j = new Pair(Dim.coordinate(1).plus(Dim.coordinate(0)).mod(Dim.of(4), DimPropertiesTest::extent),
                    p -> (p[3] + p[2]) % 4);
            Function<String, @Nullable Dim> replaced = name -> name.equals("N")
                    ? n.dim.plus(Dim.coordinate(0))
                    : name.equals("#1") ? j.dim : null;
            Dim plain = outer.dim.substitute(replaced);
            Dim simplified = outer.dim.substitute(replaced, DimPropertiesTest::extent);
            for (int k = 0; k < POINTS; k++) {
                long[] point = point(random);
                long[] inner = point.clone();
                inner[0] = n.value.applyAsLong(point) + point[2];
                inner[3] = j.value.applyAsLong(point);
                long expected = outer.value.applyAsLong(inner);
                assertThat(plain.evaluate(values(point))).isEqualTo(expected);
                assertThat(simplified.evaluate(values(point))).isEqualTo(expected);
            }
        }
    }

    private static Pair nonNegative(Random random) {
        Pair a = random(random, 2);
        return new Pair(a.dim.mod(Dim.of(5)), p -> Math.floorMod(a.value.applyAsLong(p), 5));
    }

    @RepeatedTest(20)
    void readBackAsPrinted(RepetitionInfo info) {
        Random random = new Random(2000 + info.getCurrentRepetition());
        for (int i = 0; i < 200; i++) {
            Dim dim = random(random, 4).dim
                    .substitute(name -> name.startsWith("#") ? Dim.symbol("c" + name.charAt(1)) : null);
            assertThat(Dim.parse(dim.toString())).isEqualTo(dim);
        }
    }

    @RepeatedTest(10)
    void foldIntoAnotherAlgebraAsTheyEvaluate(RepetitionInfo info) {
        Random random = new Random(3000 + info.getCurrentRepetition());
        for (int i = 0; i < 200; i++) {
            Dim dim = random(random, 4).dim;
            long[] point = point(random);
            assertThat(dim.fold(new Numbers(values(point)))).isEqualTo(dim.evaluate(values(point)));
        }
    }

    private record Numbers(ToLongFunction<String> values) implements Dim.Algebra<Long> {
        @Override
        public Long constant(long value) {
            return value;
        }

        @Override
        public Long symbol(String name) {
            return values.applyAsLong(name);
        }

        @Override
        public Long plus(Long a, Long b) {
            return a + b;
        }

        @Override
        public Long times(Long a, Long b) {
            return a * b;
        }

        @Override
        public Long floorDiv(Long dividend, Long divisor) {
            return Math.floorDiv(dividend, divisor);
        }
    }
}

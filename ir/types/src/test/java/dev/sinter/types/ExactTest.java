package dev.sinter.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ExactTest {
    private static final List<Long> EDGES = LongStream
            .concat(LongStream.of(0, 1, -1, 2, -2, 3, 1L << 31, -(1L << 31), 3037000499L, 3037000500L, 1L << 62,
                    Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1), new Random(3).longs(20))
            .boxed().collect(Collectors.toList());

    @Test
    void givesWhatUnlimitedIntegersGiveOrSaysThatItDoesNotFit() {
        for (long a : EDGES) {
            for (long b : EDGES) {
                check(BigInteger.valueOf(a).add(BigInteger.valueOf(b)), a + " + " + b, () -> Exact.sum(a, b));
                check(BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)), a + " * " + b,
                        () -> Exact.product(a, b));
            }
        }
    }

    private interface Operation {
        long get();
    }

    private static void check(BigInteger expected, String text, Operation operation) {
        if (expected.bitLength() < Long.SIZE) {
            assertThat(operation.get()).as(text).isEqualTo(expected.longValueExact());
        } else {
            assertThatThrownBy(operation::get).isInstanceOf(ArithmeticException.class)
                    .hasMessage(text + " leaves 64 bits");
        }
    }

    @Test
    void dividesDownwards() {
        assertThat(Exact.floorDiv(-7, 2)).isEqualTo(-4);
        assertThatThrownBy(() -> Exact.floorDiv(7, 0)).isInstanceOf(ArithmeticException.class)
                .hasMessage("7 is divided by zero");
    }
}

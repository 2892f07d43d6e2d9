package dev.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The judge for binary16 is the JDK's own conversion (not there on Java 17), for bfloat16 a search in exact arithmetic. */
class HalvesTest {
    @Test
    void widensEveryHalfExactly() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            float ours = Halves.halfToFloat((short) bits);
            float theirs = Float.float16ToFloat((short) bits);
            if (Float.isNaN(theirs)) {
                assertThat(ours).isNaN();
                assertThat(Float.floatToRawIntBits(ours) >>> 31).isEqualTo(bits >>> 15);
            } else {
                assertThat(Float.floatToRawIntBits(ours)).isEqualTo(Float.floatToRawIntBits(theirs));
            }
        }
    }

    @Test
    void roundsToTheNearestHalfAroundEveryHalfAndEveryMidpoint() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            float half = Halves.halfToFloat((short) bits);
            float next = Halves.halfToFloat((short) (bits + 1));
            checkHalf(half);
            checkNeighbours(half);
            checkNeighbours((half + next) / 2);
        }
        checkNeighbours(65520f);
        checkNeighbours(0x1p-25f);
    }

    private static void checkNeighbours(float value) {
        checkHalf(Math.nextDown(value));
        checkHalf(value);
        checkHalf(Math.nextUp(value));
    }

    @Test
    void roundsToTheNearestHalfAllOverTheFloats() {
        // A step that is coprime to 2^32 and visits all exponents and both halves of every significand.
        for (long i = 0; i < 1L << 32; i += 257) {
            checkHalf(Float.intBitsToFloat((int) i));
        }
    }

    private static void checkHalf(float value) {
        short ours = Halves.floatToHalf(value);
        short theirs = Float.floatToFloat16(value);
        if (ours != theirs
                && !(Float.isNaN(value) && Float.isNaN(Float.float16ToFloat(ours)) && (ours ^ theirs) >= 0)) {
            assertThat(ours).as("%s = %h", value, Float.floatToRawIntBits(value)).isEqualTo(theirs);
        }
    }

    @Test
    void widensEveryBfloatExactlyAndRoundsItBack() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            float value = Halves.bfloatToFloat((short) bits);
            assertThat(Float.floatToRawIntBits(value)).isEqualTo(bits << 16);
            if (!Float.isNaN(value)) {
                assertThat(Halves.floatToBfloat(value)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void roundsToTheNearestBfloatWithTiesToEven() {
        for (int bits = 0; bits < 0x7f80; bits++) {
            // The value after the largest bfloat would be 2^128, at which float32 itself overflows.
            double low = Halves.bfloatToFloat((short) bits);
            double high = bits == 0x7f7f ? 0x1p128 : Halves.bfloatToFloat((short) (bits + 1));
            float middle = (float) ((low + high) / 2);
            int even = (bits & 1) == 0 ? bits : bits + 1;
            assertThat((double) middle).isEqualTo((low + high) / 2);
            assertThat(Halves.floatToBfloat(middle)).isEqualTo((short) even);
            assertThat(Halves.floatToBfloat(-middle)).isEqualTo((short) (even | 0x8000));
            assertThat(Halves.floatToBfloat(Math.nextDown(middle))).isEqualTo((short) bits);
            assertThat(Halves.floatToBfloat(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
        }
    }

    @Test
    void keepsANanANanOfItsSign() {
        for (int payload = 1; payload < 1 << 23; payload += 0x1111) {
            for (int sign : new int[]{0, 1 << 31}) {
                float nan = Float.intBitsToFloat(sign | 0x7f80_0000 | payload);
                short half = Halves.floatToHalf(nan);
                short bfloat = Halves.floatToBfloat(nan);
                assertThat(Halves.halfToFloat(half)).isNaN();
                assertThat(Halves.bfloatToFloat(bfloat)).isNaN();
                assertThat(half & 0x8000).isEqualTo(sign >>> 16);
                assertThat(bfloat & 0x8000).isEqualTo(sign >>> 16);
            }
        }
    }
}

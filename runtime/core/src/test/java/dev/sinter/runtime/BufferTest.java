package dev.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BufferTest {
    @Test
    void sharesTheArrayItIsGiven() {
        float[] array = {1, 2, 3, 4, 5, 6};
        Buffer buffer = Buffer.of(array, 2, 3);
        array[1] = 7;
        assertThat(buffer.floats()).isSameAs(array);
        assertThat(buffer.get(1)).isEqualTo(7);
        assertThat(buffer.type()).isEqualTo(TensorType.of(DType.F32, 2, 3));
        assertThat(buffer.copy().floats()).isNotSameAs(array).isEqualTo(array);
    }

    @ParameterizedTest
    @EnumSource
    void existsForEveryDtype(DType dtype) {
        Buffer zeros = Buffer.zeros(dtype, 2, 0, 3);
        assertThat(zeros.count()).isZero();
        Buffer scalar = Buffer.zeros(TensorType.of(dtype));
        assertThat(scalar.count()).isEqualTo(1);
        assertThat(scalar.get(0)).isZero();
        assertThat(scalar.sameBits(scalar.copy())).isTrue();
        assertThat(Buffer.of(dtype, scalar.array()).array()).isSameAs(scalar.array());
        assertThat(scalar.toString()).startsWith(dtype + "[] {");
    }

    @Test
    void comparesBits() {
        Buffer zero = Buffer.of(new double[]{0, Double.NaN}, 2);
        assertThat(zero.sameBits(Buffer.of(new double[]{0, Double.NaN}, 2))).isTrue();
        assertThat(zero.sameBits(Buffer.of(new double[]{-0.0, Double.NaN}, 2))).isFalse();
        assertThat(zero.sameBits(Buffer.of(new double[]{0, Double.NaN}, 2, 1))).isFalse();
        assertThat(zero.sameBits(null)).isFalse();
        Buffer nan = Buffer.of(new float[]{Float.intBitsToFloat(0x7fc00001)});
        assertThat(nan.sameBits(Buffer.of(new float[]{Float.NaN}))).isFalse();
    }

    @Test
    void readsElementsOfEveryDtype() {
        assertThat(Buffer.of(DType.F16, new short[]{0x3e00}).get(0)).isEqualTo(1.5);
        assertThat(Buffer.of(DType.BF16, new short[]{0x3fc0}).get(0)).isEqualTo(1.5);
        assertThat(Buffer.of(DType.I16, new short[]{-2}).get(0)).isEqualTo(-2);
        assertThat(Buffer.of(DType.I8, new byte[]{-2}).get(0)).isEqualTo(-2);
        assertThat(Buffer.of(DType.U8, new byte[]{-2}).get(0)).isEqualTo(254);
        assertThat(Buffer.of(new boolean[]{false, true}, 2).get(1)).isEqualTo(1);
        assertThat(Buffer.of(new int[]{-2}).get(0)).isEqualTo(-2);
        assertThat(Buffer.of(new long[]{1L << 53}).get(0)).isEqualTo(0x1p53);
    }

    @Test
    void showsItsTypeAndItsFirstElements() {
        assertThat(Buffer.of(new float[]{1, -0f}, 1, 2)).hasToString("f32[1,2] {1.0, -0.0}");
        assertThat(Buffer.of(new boolean[]{true}, 1)).hasToString("bool[1] {true}");
        assertThat(Buffer.zeros(DType.I64, 9)).hasToString("i64[9] {0, 0, 0, 0, 0, 0, 0, 0, ...}");
        assertThat(Buffer.of(DType.U8, new byte[]{-1}, 1)).hasToString("u8[1] {255}");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> Buffer.of(new float[5], 2, 3))
                .hasMessage("f32[2,3] has 6 elements, but the array has 5");
        assertThatThrownBy(() -> Buffer.of(DType.I64, new int[6], 2, 3)).hasMessage("i64[2,3] cannot live in a int[]");
        assertThatThrownBy(() -> Buffer.of(DType.BOOL, new byte[]{1, 2}, 2))
                .hasMessage("a bool is 0 or 1, but the array holds 2");
        assertThatThrownBy(() -> Buffer.zeros(DType.F32, 3, -1))
                .hasMessage("a size is 0 or more, but the shape is f32[3,-1]");
        assertThatThrownBy(() -> Buffer.zeros(DType.F32, 0, -1))
                .hasMessage("a size is 0 or more, but the shape is f32[0,-1]");
        assertThatThrownBy(() -> Buffer.zeros(DType.U8, 1L << 32, 1L << 32))
                .hasMessageContaining("more elements than a Java array can hold");
        assertThatThrownBy(() -> Buffer.zeros(DType.F32, 2).copyFrom(Buffer.zeros(DType.F32, 1, 2)))
                .hasMessage("cannot copy f32[1,2] into f32[2]");
        assertThat(Buffer.zeros(DType.F32, Long.MAX_VALUE, 0).count()).isZero();
    }

    @Test
    void goesThroughRawBitsUnchanged() {
        long[] wild = new Random(5).longs(300).toArray();
        for (DType dtype : DType.values()) {
            long[] raw = dtype == DType.BOOL ? LongStream.of(wild).map(bits -> bits & 1).toArray() : wild;
            Buffer buffer = Buffer.ofBits(dtype, raw, 3, 100);
            Buffer again = Buffer.ofBits(dtype, buffer.bits(), 3, 100);
            assertThat(again.sameBits(buffer)).as(dtype.text()).isTrue();
            for (int i = 0; i < raw.length; i++) {
                // Left of the dtype's own bits there are only copies of the sign, or zeros.
                long bits = buffer.bits(i);
                int rest = Long.SIZE - (dtype == DType.BOOL ? 8 : dtype.bits());
                assertThat(bits << rest).as(dtype.text()).isEqualTo(raw[i] << rest);
                assertThat(bits).isIn(bits << rest >> rest, bits << rest >>> rest);
                assertThat((double) bits).as(dtype.text())
                        .isEqualTo(dtype.isFloating() ? (double) bits : buffer.get(i));
                buffer.setBits(i, 0);
            }
            assertThat(buffer.sameBits(Buffer.zeros(dtype, 3, 100))).isTrue();
        }
    }

    @Test
    void fillsEveryElementWithTheSameBits() {
        for (long count : new long[]{0, 1, 2, 3, 7, 8, 9, 1000}) {
            for (DType dtype : DType.values()) {
                Buffer filled = Buffer.filled(TensorType.of(dtype, count), 1);
                assertThat(filled.bits()).hasSize((int) count)
                        .isEqualTo(LongStream.generate(() -> 1).limit(count).toArray());
            }
        }
    }
}

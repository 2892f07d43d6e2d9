package dev.sinter;

import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whole tensors compared, copied and exported. */
class ClosenessTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;

    @Test
    @DisplayName("T15: close is within absolute + relative * |other|, for each element")
    void close() {
        assertThat(tensor(1.0, 2, 3).isClose(tensor(1 + 1e-10, 3, 4)).toBooleanArray())
                .containsExactly(true, false, false);
        assertThat(tensor(INF, 4).isClose(tensor(INF, 6), 0.5, 1e-8, false).toBooleanArray())
                .containsExactly(true, true);
        assertThat(tensor(10000.0, 1e-7).allClose(tensor(10000.1, 1e-8))).isFalse();
        assertThat(tensor(10000.0, 1e-8).allClose(tensor(10000.1, 1e-9))).isTrue();
        // The tolerance is the second operand's.
        assertThat(tensor(10.0, 0).allClose(tensor(15.0, 0), 0.34, 0)).isTrue();
        assertThat(tensor(15.0, 0).allClose(tensor(10.0, 0), 0.34, 0)).isFalse();
        assertThat(tensor(100, 3).isClose(tensor(101, 3), 0.01, 0, false).toBooleanArray())
                .containsExactly(true, true);
        assertThat(tensor(true).isClose(tensor(false), 0, 1, false).itemBool()).isTrue();
        assertThat(Sinter.zeros(0).allClose(Sinter.zeros(0))).isTrue();
        assertThat(Sinter.ones(2, 3).allClose(tensor(1.0))).as("broadcast").isTrue();
    }

    @Test
    @DisplayName("T15: infinities are close to themselves only, NaN to nothing unless asked")
    void notFinite() {
        assertThat(tensor(INF, INF, -INF, NAN, 1).isClose(tensor(INF, -INF, 3e38, NAN, NAN), INF, INF, false)
                .toBooleanArray()).containsExactly(true, false, false, false, false);
        assertThat(tensor(INF, INF, -INF, NAN, 1).isClose(tensor(INF, -INF, 3e38, NAN, NAN), 0, 0, true)
                .toBooleanArray()).containsExactly(true, false, false, true, false);
        assertThat(tensor(1.0, NAN).allClose(tensor(1.0, NAN))).isFalse();
        assertThat(tensor(1.0, NAN).allClose(tensor(1.0, NAN), 1e-5, 1e-8, true)).isTrue();
        assertThat(tensor(1.0, NAN).equal(tensor(1.0, NAN))).isFalse();
        assertThat(tensor(0.0, INF).equal(tensor(-0.0, INF))).isTrue();
        assertThat(tensor(1.0, 2).equal(Sinter.ones(2, 2))).as("another shape").isFalse();
        assertThatThrownBy(() -> tensor(1.0, 2).isClose(tensor(1.0, 2), -1, 0, false)).isInstanceOf(Diagnostic.class)
                .hasMessage("isClose: tolerances of -1.0 and 0.0 were given; they must be 0 or more");
    }

    @Test
    @DisplayName("T15: a clone has memory of its own, what is detached shares it")
    void copies() {
        Tensor x = tensor(1.0, 2.0);
        Tensor copy = x.clone();
        Tensor alias = x.detach();
        x.add_(10);
        assertThat(copy.toFloatArray()).containsExactly(1, 2);
        assertThat(alias.toFloatArray()).containsExactly(11, 12);
        Tensor leaf = tensor(1.0, 2.0).requiresGrad_();
        leaf.clone().sum().backward();
        assertThat(java.util.Objects.requireNonNull(leaf.grad()).toFloatArray()).containsExactly(1, 1);
        assertThat(leaf.detach().requiresGrad()).isFalse();
    }

    @Test
    @DisplayName("T15: every dtype exports to nested arrays of its Java type, and back")
    void arrays() {
        for (DType dtype : DType.values()) {
            Tensor x = Sinter.arange(6).view(2, 1, 3).to(dtype);
            Object array = x.toArray();
            assertThat(array.getClass().getSimpleName()).isEqualTo(switch (dtype) {
                case F32, F16, BF16 -> "float[][][]";
                case F64 -> "double[][][]";
                case I64 -> "long[][][]";
                case I32, U8 -> "int[][][]";
                case I16 -> "short[][][]";
                case I8 -> "byte[][][]";
                case BOOL -> "boolean[][][]";
            });
            assertThat(tensor(array, dtype).equal(x)).as(dtype.toString()).isTrue();
            assertThat(x.transpose(0, 2).contiguous().equal(tensor(x.transpose(0, 2).toArray(), dtype))).isTrue();
        }
        assertThat(Sinter.zeros(2, 0).toArray()).isEqualTo(new float[2][0]);
        assertThat(tensor(new short[]{1, 2}).toShortArray()).containsExactly(1, 2);
        assertThat(tensor(new byte[]{1, -2}).toByteArray()).containsExactly(1, -2);
        Buffer buffer = tensor(1, 2).toBuffer();
        assertThat(buffer.typeText()).isEqualTo("i64[2]");
        assertThat(tensor(true).item()).isEqualTo(1L);
        assertThat(Sinter.full(Shape.of(1, 1), 2.5, DType.F64).itemDouble()).isEqualTo(2.5);
    }
}

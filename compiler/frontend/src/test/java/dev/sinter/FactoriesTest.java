package dev.sinter;

import static dev.sinter.Sinter.arange;
import static dev.sinter.Sinter.linspace;
import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FactoriesTest {
    @Test
    @DisplayName("T2: constant factories in every dtype")
    void constants() {
        for (DType dtype : DType.values()) {
            Shape shape = Shape.of(2, 3);
            assertThat(List.of(Sinter.zeros(shape, dtype), Sinter.ones(shape, dtype), Sinter.empty(shape, dtype),
                    Sinter.full(shape, 1, dtype), Sinter.eye(2, 3, dtype)))
                    .allSatisfy(x -> assertThat(x.type()).hasToString(dtype + "[2,3]"));
            assertThat(Sinter.ones(shape, dtype).toDouble().toDoubleArray()).containsOnly(1);
            assertThat(Sinter.zeros(shape, dtype).toDouble().toDoubleArray()).containsOnly(0);
            assertThat(Sinter.full(shape, 1, dtype).toDouble().toDoubleArray()).containsOnly(1);
            assertThat(Sinter.eye(2, 3, dtype).toDouble().toDoubleArray()).containsExactly(1, 0, 0, 0, 1, 0);
            Tensor like = Sinter.zeros(shape, dtype);
            assertThat(List.of(Sinter.zerosLike(like), Sinter.onesLike(like), Sinter.emptyLike(like),
                    Sinter.fullLike(like, 1))).extracting(Tensor::type).containsOnly(like.type());
            Tensor other = Sinter.zeros(2, 3);
            assertThat(List.of(Sinter.zerosLike(other, dtype), Sinter.onesLike(other, dtype),
                    Sinter.emptyLike(other, dtype), Sinter.fullLike(other, 1, dtype)))
                    .extracting(Tensor::type).containsOnly(like.type());
        }
        assertThat(Sinter.full(new long[]{2}, true).toBooleanArray()).containsExactly(true, true);
        assertThat(Sinter.full(new long[0], 2.5).item()).isEqualTo(2.5);
        assertThat(Sinter.eye(0).shape()).isEqualTo(Shape.of(0, 0));
        assertThat(Sinter.zeros().rank()).isZero();
        assertThat(Sinter.zeros(2, 0, 3).numel()).isZero();
        assertThat(Sinter.full(Shape.SCALAR, (1L << 53) + 1, DType.I64).item()).isEqualTo((1L << 53) + 1);
    }

    @Test
    @DisplayName("T2: a range of floats has ceil((end - start) / step) numbers, rounding as float64 does")
    void ranges() {
        assertThat(arange(2.5).toFloatArray()).containsExactly(0, 1, 2);
        assertThat(arange(1.0, 2.5).toFloatArray()).containsExactly(1, 2);
        assertThat(arange(1.0, 2.5, 0.5).toFloatArray()).containsExactly(1, 1.5f, 2);
        assertThat(arange(0.0, 1.0, 0.1).numel()).isEqualTo(10);
        // 0.3 / 0.1 is a little less than 3, (1.3 - 1) / 0.1 a little more.
        assertThat(arange(0.0, 0.3, 0.1).toFloatArray()).containsExactly(0, 0.1f, 0.2f);
        assertThat(arange(1.0, 1.3, 0.1).toFloatArray()).containsExactly(1, 1.1f, 1.2f, 1.3f);
        assertThat(arange(5.0, 0.0, -2.0).toFloatArray()).containsExactly(5, 3, 1);
        assertThat(arange(0.0, 1e-9, 1.0).toFloatArray()).containsExactly(0);
        assertThat(arange(1.0, 1.0, 0.5).numel()).isZero();
        assertThat(arange(0.0, 1.0, 0.25, DType.F64).toDoubleArray()).containsExactly(0, 0.25, 0.5, 0.75);
        assertThat(arange(0.0, 0.5, 0.1, DType.F64).toDoubleArray()).containsExactly(0, 0.1, 0.2, 3 * 0.1, 0.4);
        assertThat(arange(0, 5, 2.0, DType.I64).toLongArray()).containsExactly(0, 2, 4);
        assertThat(arange(0, 3, 1.0, DType.BF16).type()).hasToString("bf16[3]");
    }

    @Test
    @DisplayName("T2: a range of integers is exact to the ends of int64")
    void integers() {
        assertThat(arange(5).toLongArray()).containsExactly(0, 1, 2, 3, 4);
        assertThat(arange(2, 9, 3).toLongArray()).containsExactly(2, 5, 8);
        assertThat(arange(2, 8, 3).toLongArray()).containsExactly(2, 5);
        assertThat(arange(5, 0, -2).toLongArray()).containsExactly(5, 3, 1);
        assertThat(arange(5, 1, -2).toLongArray()).containsExactly(5, 3);
        assertThat(arange(3, 3).numel()).isZero();
        assertThat(arange(Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE).toLongArray())
                .containsExactly(Long.MIN_VALUE, -1, Long.MAX_VALUE - 1);
        assertThat(arange(Long.MAX_VALUE - 1, Long.MAX_VALUE).toLongArray()).containsExactly(Long.MAX_VALUE - 1);
    }

    @Test
    @DisplayName("T2: a range without a way to its end, or without an end, is refused")
    void noRange() {
        refused(() -> arange(0, 5, -1), "arange: from 0.0 in steps of -1.0 there is no way to 5.0");
        refused(() -> arange(0, 5, 0), "arange: from 0.0 in steps of 0.0 there is no way to 5.0");
        refused(() -> arange(0.0, Double.POSITIVE_INFINITY, 1.0),
                "arange: from 0.0 in steps of 1.0 there is no way to Infinity");
        refused(() -> arange(Double.NaN, 1, 1.0), "arange: from NaN in steps of 1.0 there is no way to 1.0");
        refused(() -> arange(Long.MIN_VALUE, Long.MAX_VALUE), "arange: from -9223372036854775808 to 9223372036854775807"
                + " in steps of 1 there are more numbers than a tensor can hold, 2^31 - 1");
        refused(() -> linspace(0, 1, -1), "linspace: a count of -1 was asked for; 0 and more are possible");
    }

    private static void refused(Runnable call, String message) {
        assertThatThrownBy(call::run).isInstanceOf(Diagnostic.class).hasMessage(message);
    }

    @Test
    @DisplayName("T2: linspace counts from both ends, so that both are exact and it is symmetric")
    void spaced() {
        assertThat(linspace(3, 10, 5).toFloatArray()).containsExactly(3, 4.75f, 6.5f, 8.25f, 10);
        assertThat(linspace(-10, 10, 5).toFloatArray()).containsExactly(-10, -5, 0, 5, 10);
        assertThat(linspace(-10, 10, 1).toFloatArray()).containsExactly(-10);
        assertThat(linspace(-10, 10, 0).numel()).isZero();
        assertThat(linspace(5, 5, 3).toFloatArray()).containsExactly(5, 5, 5);
        for (int count : new int[]{2, 3, 7, 10, 97, 1000}) {
            float[] found = linspace(-0.3, 0.7, count).toFloatArray();
            float step = (0.7f - -0.3f) / (count - 1);
            for (int i = 0; i < count; i++) {
                float expected = i < count / 2 ? -0.3f + step * i : 0.7f - step * (count - 1 - i);
                assertThat(found[i]).as("%d of %d", i, count).isEqualTo(expected);
            }
            float[] even = linspace(-1.1, 1.1, count).toFloatArray();
            for (int i = 0; i < count / 2; i++) {
                assertThat(even[i]).isEqualTo(-even[count - 1 - i]);
            }
            double[] wide = linspace(-0.3, 0.7, count, DType.F64).toDoubleArray();
            assertThat(wide[0]).isEqualTo(-0.3);
            assertThat(wide[count - 1]).isEqualTo(0.7);
        }
        assertThat(linspace(0, 10, 4, DType.I64).toLongArray()).containsExactly(0, 3, 6, 10);
        assertThat(linspace(-2, 3, 3, DType.I32).toIntArray()).containsExactly(-2, 0, 3);
        assertThat(linspace(0, 1, 3, DType.F16).toDouble().toDoubleArray()).containsExactly(0, 0.5, 1);
    }

    @Test
    @DisplayName("T2: random factories draw float32 and float64, and integers that their dtype holds")
    void random() {
        Sinter.manualSeed(0);
        Tensor drawn = Sinter.rand(3);
        Sinter.manualSeed(0);
        assertThat(Sinter.rand(Shape.of(3), DType.F32).equal(drawn)).isTrue();
        Sinter.manualSeed(0);
        assertThat(Sinter.randLike(Sinter.zeros(3)).equal(drawn)).isTrue();
        assertThat(List.of(Sinter.rand(Shape.of(4), DType.F64), Sinter.randn(Shape.of(4), DType.F64),
                Sinter.randLike(Sinter.zeros(4), DType.F64), Sinter.randnLike(Sinter.zeros(4), DType.F64)))
                .allSatisfy(x -> assertThat(x.type()).hasToString("f64[4]"));
        for (byte each : Sinter.randint(-3, 4, Shape.of(50), DType.I8).toByteArray()) {
            assertThat(each).isBetween((byte) -3, (byte) 3);
        }
        assertThat(Sinter.randint(0, 256, Shape.of(5), DType.U8).dtype()).isEqualTo(DType.U8);
        assertThat(Sinter.randint(0, 9, Shape.of(5), DType.F16).dtype()).isEqualTo(DType.F16);
        refused(() -> Sinter.randint(0, 257, Shape.of(5), DType.U8),
                "randint: the integers from 0 up to but without 257 do not all fit into u8");
        refused(() -> Sinter.randint(3, 3, 2), "randint: there is no integer from 3 up to but without 3");
        refused(() -> Sinter.randLike(tensor(1, 2)),
                "rand of i64: float32 and float64 are drawn; draw one of these and cast it with to()");
        refused(() -> Sinter.randn(Shape.of(2), DType.F16),
                "randn of f16: float32 and float64 are drawn; draw one of these and cast it with to()");
        refused(() -> Sinter.bernoulli(tensor(1, 0)), "bernoulli of i64[2]: probabilities have a floating dtype");
    }

    @Test
    @DisplayName("T2, D2: factories make tensors on the CPU by name, and on a GPU are refused in one sentence")
    void devices() {
        Shape shape = Shape.of(2);
        DType f32 = DType.F32;
        assertThat(List.of(Sinter.zeros(shape, f32, Device.cpu()), Sinter.ones(shape, f32, Device.cpu()),
                Sinter.empty(shape, f32, Device.cpu()), Sinter.full(shape, 1, f32, Device.cpu()),
                Sinter.rand(shape, f32, Device.cpu()), Sinter.randn(shape, f32, Device.cpu())))
                .allSatisfy(x -> assertThat(x.device()).isEqualTo(Device.cpu()));
        Device gpu = Device.cuda(0);
        List<Runnable> refused = List.of(() -> Sinter.zeros(shape, f32, gpu), () -> Sinter.ones(shape, f32, gpu),
                () -> Sinter.empty(shape, f32, gpu), () -> Sinter.full(shape, 1, f32, gpu),
                () -> Sinter.rand(shape, f32, gpu), () -> Sinter.randn(shape, f32, gpu));
        for (Runnable call : refused) {
            assertThatThrownBy(call::run).isInstanceOf(Diagnostic.class).message()
                    .matches("(zeros|ones|empty|full|rand|randn) on cuda:0: tensors cannot live on cuda:0, only on cpu,"
                            + " so far\\. .+\\.")
                    .doesNotContain("\n");
        }
    }
}

package dev.sinter;

import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CreationTest {
    @Test
    @DisplayName("T1: literals give float32, int64 and bool; arrays give the dtype of their elements")
    void dtypes() {
        assertThat(tensor(5.5, 3).type()).hasToString("f32[2]");
        assertThat(tensor(5, 3).type()).hasToString("i64[2]");
        assertThat(tensor(0.5).type()).hasToString("f32[]");
        assertThat(tensor(7).type()).hasToString("i64[]");
        assertThat(tensor(true).type()).hasToString("bool[]");
        assertThat(tensor(new float[]{1}).dtype()).isEqualTo(DType.F32);
        assertThat(tensor(new double[]{1}).dtype()).isEqualTo(DType.F64);
        assertThat(tensor(new int[]{1}).dtype()).isEqualTo(DType.I32);
        assertThat(tensor(new long[]{1}).dtype()).isEqualTo(DType.I64);
        assertThat(tensor(new short[]{1}).dtype()).isEqualTo(DType.I16);
        assertThat(tensor(new byte[]{1}).dtype()).isEqualTo(DType.I8);
        assertThat(tensor(new boolean[]{true}).dtype()).isEqualTo(DType.BOOL);
        assertThat(tensor(new int[]{1, 2}, DType.F16).dtype()).isEqualTo(DType.F16);
    }

    @Test
    @DisplayName("T1: nested arrays are copied in row-major order, and ragged ones refused with the row's name")
    void nested() {
        float[][][] values = {{{1, 2}, {3, 4}, {5, 6}}};
        Tensor x = tensor(values);
        values[0][0][0] = 9;
        assertThat(x.shape()).isEqualTo(Shape.of(1, 3, 2));
        assertThat(x.toFloatArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat((float[][][]) x.toArray()).isDeepEqualTo(new float[][][]{{{1, 2}, {3, 4}, {5, 6}}});
        assertThatThrownBy(() -> tensor(new int[][]{{1, 2}, {3}}))
                .isInstanceOf(Diagnostic.class)
                .hasMessage("tensor: the nested arrays are ragged: row 1 has 1 elements, but its neighbours have 2");
        assertThatThrownBy(() -> tensor("words")).isInstanceOf(Diagnostic.class).hasMessageContaining("String");
    }

    @Test
    @DisplayName("T1: every primitive type at every depth, boxed numbers, empty arrays")
    void everyDepth() {
        List<Object> flat = List.of(new float[]{1, 2}, new double[]{1, 2}, new long[]{1, 2}, new int[]{1, 2},
                new short[]{1, 2}, new byte[]{1, 2}, new boolean[]{true, false}, new Double[]{1.0, 2.0},
                new Integer[]{1, 2}, new Boolean[]{true, false});
        String[] dtypes = {"f32", "f64", "i64", "i32", "i16", "i8", "bool", "f64", "i32", "bool"};
        for (int i = 0; i < dtypes.length; i++) {
            Object nested = flat.get(i);
            StringBuilder sizes = new StringBuilder("2]");
            for (int depth = 1; depth <= 5; depth++) {
                Tensor x = tensor(nested);
                assertThat(x.type()).hasToString(dtypes[i] + "[" + sizes);
                assertThat(x.reshape(-1).equal(tensor(flat.get(i)))).isTrue();
                Object outer = Array.newInstance(nested.getClass(), 1);
                Array.set(outer, 0, nested);
                nested = outer;
                sizes.insert(0, "1,");
            }
        }
        assertThat(tensor(new float[0]).type()).hasToString("f32[0]");
        assertThat(tensor(new int[2][0]).type()).hasToString("i32[2,0]");
        assertThat(tensor(new long[0][3]).type()).hasToString("i64[0]");
    }

    @Test
    @DisplayName("T1: numbers are literals of any Java type; with a dtype they are converted once")
    void literals() {
        assertThat(List.of(tensor(1.5f), tensor(1.5), tensor(3), tensor(3L), tensor((short) 3), tensor((byte) 3)))
                .extracting(x -> x.type().toString())
                .containsExactly("f32[]", "f32[]", "i64[]", "i64[]", "i64[]", "i64[]");
        assertThat(tensor(0.1, DType.F64).item()).isEqualTo(0.1);
        assertThat(tensor((1L << 53) + 1, DType.I64).item()).isEqualTo((1L << 53) + 1);
        assertThat(tensor(300, DType.U8).item()).isEqualTo(44L);
        assertThat(tensor(2.9, DType.I32).item()).isEqualTo(2L);
    }

    @Test
    @DisplayName("T1: what remains in a buffer is copied, and the buffer stays as it is")
    void buffers() {
        FloatBuffer floats = FloatBuffer.wrap(new float[]{9, 1, 2, 9}).position(1).limit(3);
        assertThat(tensor(floats).toFloatArray()).containsExactly(1, 2);
        assertThat(floats.remaining()).isEqualTo(2);
        List<Buffer> all = List.of(DoubleBuffer.allocate(2), LongBuffer.allocate(2), IntBuffer.allocate(2),
                ShortBuffer.allocate(2), ByteBuffer.allocateDirect(2), ByteBuffer.allocateDirect(8).asFloatBuffer());
        assertThat(all).extracting(buffer -> tensor(buffer).type().toString())
                .containsExactly("f64[2]", "i64[2]", "i32[2]", "i16[2]", "i8[2]", "f32[2]");
        assertThatThrownBy(() -> tensor(CharBuffer.allocate(2))).isInstanceOf(Diagnostic.class)
                .hasMessage("tensor: a buffer of characters does not become a tensor; buffers of numbers do");
    }

    @Test
    @DisplayName("T1: ragged nesting names the row, and null too")
    void ragged() {
        refused(new float[][]{{1, 2}, {3, 4}, {5}},
                "tensor: the nested arrays are ragged: row 2 has 1 elements, but its neighbours have 2");
        refused(new int[][][]{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8, 9}}},
                "tensor: the nested arrays are ragged: row 1 of row 1 has 3 elements, but its neighbours have 2");
        refused(new int[][][]{{{1, 2}, {3, 4}}, {{5, 6}}},
                "tensor: the nested arrays are ragged: row 1 has 1 elements, but its neighbours have 2");
        refused(new double[][]{{1}, null}, "tensor: the double[][] holds null in row 1");
        refused(new Object[]{new float[]{1}},
                "tensor: a Object[] does not become a tensor; numbers, booleans and nested"
                        + " arrays of them do");
    }

    private static void refused(Object values, String message) {
        assertThatThrownBy(() -> tensor(values)).isInstanceOf(Diagnostic.class).hasMessage(message);
    }

    @Test
    @DisplayName("T3: views tell their own sizes, strides and offset")
    void attributesOfViews() {
        Tensor x = Sinter.arange(24).view(2, 3, 4);
        assertThat(x.strides()).containsExactly(12, 4, 1);
        Tensor t = x.transpose(0, 2);
        assertThat(t.shape()).isEqualTo(Shape.of(4, 3, 2));
        assertThat(t.strides()).containsExactly(1, 4, 12);
        assertThat(t.isContiguous()).isFalse();
        assertThat(t.contiguous().strides()).containsExactly(6, 2, 1);
        Tensor row = x.select(0, 1).select(0, 2);
        assertThat(row.storageOffset()).isEqualTo(20);
        assertThat(row.stride(0)).isEqualTo(1);
        assertThat(row.isContiguous()).isTrue();
        Tensor wide = Sinter.ones(3, 1).expand(3, 4);
        assertThat(wide.strides()).containsExactly(1, 0);
        assertThat(wide.numel()).isEqualTo(12);
        assertThat(x.size(-1)).isEqualTo(4);
        assertThat(x.device()).isEqualTo(Device.cpu());
        assertThat(tensor(1).shape()).isEqualTo(Shape.SCALAR).hasToString("[]");
        assertThat(x.shape().sizes()).containsExactly(2, 3, 4);
        assertThat(x.shape().hashCode()).isEqualTo(Shape.of(2, 3, 4).hashCode());
    }

    @Test
    @DisplayName("T16: arrays of int16 and int8 are shared too")
    void narrowArrays() {
        short[] shorts = {1, 2};
        byte[] bytes = {1, 2};
        Sinter.wrap(shorts).add_(1);
        Sinter.wrap(bytes).mul_(3);
        assertThat(shorts).containsExactly(2, 3);
        assertThat(bytes).containsExactly(3, 6);
    }

    @Test
    @DisplayName("T2: factories")
    void factories() {
        assertThat(Sinter.zeros(2, 3).toFloatArray()).containsExactly(0, 0, 0, 0, 0, 0);
        assertThat(Sinter.ones(Shape.of(2), DType.I32).toIntArray()).containsExactly(1, 1);
        assertThat(Sinter.full(new long[]{2}, 0.5).toFloatArray()).containsExactly(0.5f, 0.5f);
        assertThat(Sinter.full(new long[]{2}, 3).toLongArray()).containsExactly(3, 3);
        assertThat(Sinter.eye(2).toFloatArray()).containsExactly(1, 0, 0, 1);
        assertThat(Sinter.arange(2, 9, 3).toLongArray()).containsExactly(2, 5, 8);
        assertThat(Sinter.arange(5, 0, -2).toLongArray()).containsExactly(5, 3, 1);
        assertThat(Sinter.arange(0.0, 1.0, 0.25).toFloatArray()).containsExactly(0, 0.25f, 0.5f, 0.75f);
        assertThat(Sinter.linspace(0, 1, 5).toFloatArray()).containsExactly(0, 0.25f, 0.5f, 0.75f, 1);
        assertThat(Sinter.zerosLike(tensor(new int[]{1, 2})).type()).hasToString("i32[2]");
        assertThatThrownBy(() -> Sinter.arange(0, 5, -1)).isInstanceOf(Diagnostic.class);
    }

    @Test
    @DisplayName("T3: attributes; a shape is a value that prints [5, 3]")
    void attributes() {
        Tensor x = Sinter.zeros(5, 3);
        assertThat(x.shape()).isEqualTo(Shape.of(5, 3)).hasToString("[5, 3]");
        assertThat(x.rank()).isEqualTo(2);
        assertThat(x.numel()).isEqualTo(15);
        assertThat(x.size(-1)).isEqualTo(3);
        assertThat(x.strides()).containsExactly(3, 1);
        assertThat(x.isContiguous()).isTrue();
        assertThatThrownBy(() -> x.size(2)).isInstanceOf(Diagnostic.class).hasMessageContaining("axes go from -2 to 1");
    }

    @Test
    @DisplayName("T4: casts round to nearest even, truncate and wrap")
    void casts() {
        assertThat(tensor(2.7, -2.7, 1e10).toInt().toIntArray()).containsExactly(2, -2, Integer.MAX_VALUE);
        assertThat(tensor(300, -1).toByte().toInt().toIntArray()).containsExactly(44, 255);
        assertThat(tensor(0.0, 0.5, Double.NaN).toBool().toBooleanArray()).containsExactly(false, true, true);
        assertThat(tensor(3.14159).toHalf().item()).isEqualTo(3.140625);
        assertThat(tensor(3.14159).toBfloat16().item()).isEqualTo(3.140625);
        assertThat(tensor(65520.0).toHalf().item()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    @DisplayName("T15: item and exports")
    void exports() {
        assertThat(tensor(7).item()).isEqualTo(7L);
        assertThat(tensor(0.5).item()).isEqualTo(0.5);
        assertThat(tensor(new int[][]{{3}}).itemLong()).isEqualTo(3);
        assertThat(tensor(true).itemBool()).isTrue();
        assertThatThrownBy(() -> tensor(1, 2).item()).isInstanceOf(Diagnostic.class).hasMessageContaining("i64[2]");
        assertThatThrownBy(() -> tensor(1, 2).toFloatArray()).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("to()");
        assertThat((boolean[]) tensor(new boolean[]{true, false}).toArray()).containsExactly(true, false);
        assertThat(tensor(4).toArray()).isEqualTo(4L);
    }

    @Test
    @DisplayName("T16: a tensor over a caller's array sees the caller's writes, and the caller the tensor's")
    void shared() {
        double[] array = {1, 1, 1, 1, 1};
        Tensor t = Sinter.wrap(array);
        for (int i = 0; i < array.length; i++) {
            array[i] += 1;
        }
        assertThat(t.toDoubleArray()).containsOnly(2);
        t.add_(1);
        assertThat(array).containsOnly(3);
        array[2] = 0;
        t.select(0, 3).fill_(5);
        assertThat(t.toDoubleArray()).containsExactly(3, 3, 0, 5, 3);
        assertThat(array).containsExactly(3, 3, 0, 5, 3);
        Tensor sum = t.sum();
        array[0] = 100;
        assertThat(sum.item()).as("what was computed before the write").isEqualTo(14.0);
    }
}

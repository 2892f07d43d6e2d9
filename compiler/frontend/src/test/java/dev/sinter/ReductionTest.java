package dev.sinter;

import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.ir.Diagnostic;
import dev.sinter.types.Shape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReductionTest {
    private static final Tensor X = tensor(new float[][][]{{{1, 2, 3}, {4, 5, 6}}, {{7, 8, 9}, {-1, -2, -3}}});

    @Test
    @DisplayName("T8: sum over all, one or several axes, with the axes kept")
    void sums() {
        assertThat(X.sum().item()).isEqualTo(39.0);
        assertThat(X.sum(2).toFloatArray()).containsExactly(6, 15, 24, -6);
        assertThat(X.sum(-3, 1).toFloatArray()).containsExactly(11, 13, 15);
        assertThat(X.sum(new int[]{0, 2}, true).shape()).isEqualTo(Shape.of(1, 2, 1));
        assertThat(tensor(new boolean[]{true, true, false}).sum().item()).isEqualTo(2L);
        assertThat(Sinter.zeros(0).sum().item()).isEqualTo(0.0);
        assertThat(tensor(3.0).sum(0).item()).isEqualTo(3.0);
        assertThatThrownBy(() -> X.sum(3)).isInstanceOf(Diagnostic.class).hasMessageContaining("from -3 to 2");
        assertThatThrownBy(() -> X.sum(1, -2)).isInstanceOf(Diagnostic.class).hasMessageContaining("twice");
    }

    @Test
    @DisplayName("T8: mean, variance, standard deviation, norm, product")
    void moments() {
        assertThat(X.mean(0, 1).toFloatArray()).containsExactly(11f / 4, 13f / 4, 15f / 4);
        assertThat(tensor(1.0, 2, 3, 4).var().itemDouble()).isCloseTo(5.0 / 3, within(1e-6));
        assertThat(tensor(1.0, 2, 3, 4).std().itemDouble()).isCloseTo(Math.sqrt(5.0 / 3), within(1e-6));
        assertThat(tensor(3.0, 4).norm().item()).isEqualTo(5.0);
        assertThat(tensor(3, 4, -2).prod().item()).isEqualTo(-24L);
        assertThat(Sinter.zeros(0).mean().item()).isEqualTo(Double.NaN);
        assertThatThrownBy(() -> tensor(1, 2).mean()).isInstanceOf(Diagnostic.class).hasMessageContaining("toFloat()");
    }

    @Test
    @DisplayName("T8: extremes and their first positions; NaN wins; of nothing there is none")
    void extremes() {
        assertThat(X.max().item()).isEqualTo(9.0);
        assertThat(X.argmax().item()).isEqualTo(8L);
        assertThat(X.argmin(-1).toLongArray()).containsExactly(0, 0, 0, 2);
        TensorReduction.Extremes most = X.max(1);
        assertThat(most.values().toFloatArray()).containsExactly(4, 5, 6, 7, 8, 9);
        assertThat(most.indices().toLongArray()).containsExactly(1, 1, 1, 0, 0, 0);
        assertThat(X.amin(0, 2).toFloatArray()).containsExactly(1, -3);
        assertThat(tensor(1.0, Double.NaN, 2).max().item()).isEqualTo(Double.NaN);
        assertThat(tensor(1.0, Double.NaN, 2).argmin().item()).isEqualTo(1L);
        assertThat(tensor(2, 5, 5).argmax().item()).isEqualTo(1L);
        assertThat(X.max(0, true).values().shape()).isEqualTo(Shape.of(1, 2, 3));
        assertThatThrownBy(() -> Sinter.zeros(0).max()).isInstanceOf(Diagnostic.class).hasMessageContaining("empty");
    }

    @Test
    @DisplayName("T8: all and any, also of nothing")
    void logic() {
        assertThat(X.gt(-2).all(2).toBooleanArray()).containsExactly(true, true, true, false);
        assertThat(X.gt(8).any().itemBool()).isTrue();
        assertThat(Sinter.zeros(0).all().itemBool()).isTrue();
        assertThat(Sinter.zeros(0).any().itemBool()).isFalse();
    }

    @Test
    @DisplayName("T8: softmax and its logarithm do not overflow")
    void softmax() {
        Tensor x = tensor(new double[]{1000, 1001, 999});
        double total = Math.exp(-1) + 1 + Math.exp(-2);
        assertThat(x.softmax(0).toDoubleArray()[1]).isCloseTo(1 / total, within(1e-15));
        assertThat(x.logSoftmax(-1).toDoubleArray()[0]).isCloseTo(-1 - Math.log(total), within(1e-15));
        assertThat(x.logSumExp(0, false).itemDouble()).isCloseTo(1001 + Math.log(total), within(1e-12));
        double least = Double.NEGATIVE_INFINITY;
        assertThat(tensor(new double[]{least, least}).logSumExp(0, false).item()).isEqualTo(least);
        assertThatThrownBy(() -> tensor(1, 2).softmax(0)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("floating");
    }

    @Test
    @DisplayName("T9: matmul with every combination of ranks agrees with plain sums of products")
    void products() {
        int[][] batches = {{}, {2}, {3, 1}, {3, 2}};
        for (int[] left : batches) {
            for (int[] right : batches) {
                check(shape(left, 4, 5), shape(right, 5, 3));
            }
            check(shape(left, 4, 5), new long[]{5});
            check(new long[]{5}, shape(left, 5, 3));
        }
        check(new long[]{5}, new long[]{5});
    }

    private static long[] shape(int[] batch, long... last) {
        long[] sizes = new long[batch.length + last.length];
        for (int i = 0; i < batch.length; i++) {
            sizes[i] = batch[i];
        }
        System.arraycopy(last, 0, sizes, batch.length, last.length);
        return sizes;
    }

    private static void check(long[] left, long[] right) {
        Tensor a = Sinter.randint(-9, 10, left).toDouble();
        Tensor b = Sinter.randint(-9, 10, right).toDouble();
        // Written as the sum over k of a[..., i, k, 1] * b[..., 1, k, j], by hand for vectors.
        Tensor rows = a.rank() == 1 ? a.unsqueeze(0) : a;
        Tensor columns = b.rank() == 1 ? b.unsqueeze(1) : b;
        Tensor expected = rows.unsqueeze(-1).mul(columns.unsqueeze(-3)).sum(-2);
        expected = a.rank() == 1 ? expected.squeeze(-2) : expected;
        expected = b.rank() == 1 ? expected.squeeze(-1) : expected;
        Tensor product = a.matmul(b);
        assertThat(product.shape()).isEqualTo(expected.shape());
        assertThat(product.equal(expected)).isTrue();
    }

    @Test
    @DisplayName("T9: products refuse shapes that do not fit, naming both and the axes")
    void refusals() {
        assertThatThrownBy(() -> Sinter.ones(2, 3).matmul(Sinter.ones(4, 5)))
                .isInstanceOf(Diagnostic.class)
                .hasMessage(
                        "matmul: shapes [2, 3] and [4, 5] do not fit: axis 1 of the first is 3, axis 0 of the second is 4; they must be equal");
        assertThatThrownBy(() -> Sinter.ones(2, 3).mm(Sinter.ones(3))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("matmul takes");
        assertThatThrownBy(() -> Sinter.ones(2, 2).matmul(Sinter.eye(2).toDouble())).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("dtypes");
        assertThat(tensor(1.0, 2).outer(tensor(3.0, 4, 5)).toFloatArray()).containsExactly(3, 4, 5, 6, 8, 10);
        assertThat(tensor(1.0, 2).dot(tensor(3.0, 4)).item()).isEqualTo(11.0);
    }
}

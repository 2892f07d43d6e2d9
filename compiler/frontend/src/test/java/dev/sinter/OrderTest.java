package dev.sinter;

import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OrderTest {
    private static final double NAN = Double.NaN;

    @Test
    @DisplayName("T8: sort and argsort are stable, in both directions, and put NaN above all numbers")
    void sorts() {
        Random random = new Random(5);
        for (int n : new int[]{0, 1, 2, 7, 40}) {
            double[] x = random.ints(n, 0, 9).mapToDouble(i -> i == 8 ? NAN : i).toArray();
            Comparator<Integer> ascending = Comparator.comparingDouble(i -> x[i]);
            for (boolean descending : new boolean[]{false, true}) {
                long[] order = IntStream.range(0, n).boxed().sorted(descending ? ascending.reversed() : ascending)
                        .mapToLong(i -> i).toArray();
                TensorReduction.Extremes sorted = tensor(x).sort(0, descending);
                assertThat(sorted.indices().toLongArray()).containsExactly(order);
                assertThat(sorted.values().toDoubleArray())
                        .containsExactly(Arrays.stream(order).mapToDouble(i -> x[(int) i]).toArray());
            }
        }
        Tensor matrix = tensor(new long[][]{{3, 1}, {2, 5}});
        assertThat(matrix.sort(0, false).values().toLongArray()).containsExactly(2, 1, 3, 5);
        assertThat(matrix.argsort(-1, true).toLongArray()).containsExactly(0, 1, 1, 0);
        assertThat(tensor(4.0).sort().values().item()).isEqualTo(4.0);
    }

    @Test
    @DisplayName("T8: topk, kthValue, median and mode, with positions; refusals name the axis")
    void choices() {
        Tensor x = tensor(new double[]{4, 9, 1, 9, 4, 4});
        assertThat(x.topk(3).values().toDoubleArray()).containsExactly(9, 9, 4);
        assertThat(x.topk(2, 0, false).indices().toLongArray()).containsExactly(2, 0);
        assertThat(x.kthValue(5, 0, true).values().toDoubleArray()).containsExactly(9);
        assertThat(x.median().item()).isEqualTo(4.0);
        assertThat(tensor(new double[]{1, NAN, 0}).median(0, false).indices().item()).isEqualTo(1L);
        assertThat(tensor(new double[]{1, NAN, 0}).median().item()).isEqualTo(NAN);
        assertThat(Sinter.zeros(0).median().item()).isEqualTo(NAN);
        assertThat(x.mode(0, false).values().item()).isEqualTo(4.0);
        assertThat(tensor(new long[][]{{2, 1, 2}, {3, 3, 1}}).mode(1, true).values().toLongArray())
                .containsExactly(2, 3);
        assertThatThrownBy(() -> x.topk(7)).isInstanceOf(Diagnostic.class).hasMessageContaining("has 6 elements");
        assertThatThrownBy(() -> x.kthValue(0, 0, false)).isInstanceOf(Diagnostic.class);
        assertThatThrownBy(() -> Sinter.zeros(2, 0).median(1, false)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("empty");
    }

    @Test
    @DisplayName("T8, A2: gradients of sort, topk and median go to the elements that were chosen")
    void gradients() {
        Tensor x = tensor(new double[]{3, 1, 2}).requiresGrad_();
        x.sort().values().mul(tensor(new double[]{10, 20, 30})).sum().backward();
        assertThat(x.grad().toDoubleArray()).containsExactly(30, 10, 20);
        Tensor y = tensor(new double[]{3, 1, 2}).requiresGrad_();
        y.topk(2).values().sum().add(y.median()).backward();
        assertThat(y.grad().toDoubleArray()).containsExactly(1, 0, 2);
        Tensor z = tensor(new double[]{2, 0, 3}).requiresGrad_();
        z.cumprod(0).sum().backward();
        assertThat(z.grad().toDoubleArray()).containsExactly(1, 8, 0);
    }

    @Test
    @DisplayName("T8, A2: equal extremes share the gradient of max(), amax() and median(); max(axis) gives it to the first")
    void ties() {
        assertThat(gradient(x -> x.max(), 2, 3, 3, 1)).containsExactly(0, 0.5, 0.5, 0);
        assertThat(gradient(x -> x.min(), 2, -1, -1, -1)).containsExactly(0, 1.0 / 3, 1.0 / 3, 1.0 / 3);
        assertThat(gradient(x -> x.amax(0), 2, 3, 3, 1)).containsExactly(0, 0.5, 0.5, 0);
        assertThat(gradient(x -> x.amin(), 0.0, -0.0, 3)).containsExactly(0.5, 0.5, 0);
        assertThat(gradient(x -> x.aminmax(0, false).greatest(), 3, 3)).containsExactly(0.5, 0.5);
        assertThat(gradient(x -> x.norm(Double.POSITIVE_INFINITY, new int[0], false), 2, -2)).containsExactly(0.5,
                -0.5);
        assertThat(gradient(x -> x.max(0).values(), 2, 3, 3, 1)).containsExactly(0, 1, 0, 0);
        assertThat(gradient(x -> x.min(0).values(), 2, 1, 3, 1)).containsExactly(0, 1, 0, 0);
        assertThat(gradient(x -> x.median(), 3, 1, 3, 5)).containsExactly(0.5, 0, 0.5, 0);
        assertThat(gradient(x -> x.median(0, false).values(), 3, 1, 3, 5)).containsExactly(1, 0, 0, 0);
        assertThat(gradient(x -> x.max(), NAN, 3, NAN, 1)).containsExactly(0.5, 0, 0.5, 0);
        assertThat(gradient(x -> x.cummax(0).values().sum(), 1, 3, 3, 2)).containsExactly(1, 1, 2, 0);
    }

    private static double[] gradient(Function<Tensor, Tensor> function, double... elements) {
        Tensor x = tensor(elements).requiresGrad_();
        function.apply(x).backward();
        return x.grad().toDoubleArray();
    }

    @Test
    @DisplayName("T8: what is computed of no elements and of NaN")
    void edges() {
        Tensor none = Sinter.zeros(Shape.of(0), DType.F64);
        for (Tensor undefined : List.of(none.mean(), none.var(), none.std(), none.median(),
                tensor(new double[]{5}).std(),
                tensor(new double[]{5}).var(), none.nanmean())) {
            assertThat(undefined.item()).isEqualTo(NAN);
        }
        assertThat(none.sum().item()).isEqualTo(0.0);
        assertThat(none.prod().item()).isEqualTo(1.0);
        assertThat(none.norm().item()).isEqualTo(0.0);
        assertThat(none.logSumExp(0).item()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(none.all().itemBool()).isTrue();
        assertThat(none.any().itemBool()).isFalse();
        for (Tensor empty : List.of(none.cumsum(0), none.cumprod(0), none.logCumSumExp(0), none.cummax(0).values(),
                none.sort().values(), none.argsort(), none.topk(0).values(), none.unique().values())) {
            assertThat(empty.shape()).isEqualTo(Shape.of(0));
        }
        assertThat(none.histc(3, 0, 0).toDoubleArray()).containsExactly(0, 0, 0);
        assertThat(none.histc(2, 0, 1).toDoubleArray()).containsExactly(0, 0);
        Tensor wide = Sinter.zeros(2, 0);
        assertThat(wide.prod(1).toFloatArray()).containsExactly(1, 1);
        assertThat(wide.amax(0).shape()).isEqualTo(Shape.of(0));
        for (Function<Tensor, Object> refused : List.<Function<Tensor, Object>>of(x -> x.max(), x -> x.argmin(),
                x -> x.amax(0), x -> x.mode(0, false), x -> x.norm(Double.POSITIVE_INFINITY))) {
            assertThatThrownBy(() -> refused.apply(none)).isInstanceOf(Diagnostic.class).hasMessageContaining("empty");
        }
        Tensor x = tensor(new double[]{1, NAN, 3});
        for (Tensor unknown : List.of(x.sum(), x.mean(), x.prod(), x.var(), x.std(), x.norm(), x.norm(3), x.max(),
                x.min(),
                x.median(), x.logSumExp(0), x.norm(Double.NEGATIVE_INFINITY))) {
            assertThat(unknown.item()).isEqualTo(NAN);
        }
        assertThat(x.cumsum(0).toDoubleArray()).containsExactly(1, NAN, NAN);
        assertThat(x.cumprod(0).toDoubleArray()).containsExactly(1, NAN, NAN);
        assertThat(x.logCumSumExp(0).toDoubleArray()).containsExactly(1, NAN, NAN);
        assertThat(x.argmax().item()).isEqualTo(1L);
        assertThat(x.histc(2, 0, 4).toDoubleArray()).containsExactly(1, 1);
        assertThatThrownBy(() -> x.histc(2, 0, 0)).isInstanceOf(Diagnostic.class)
                .hasMessage(
                        "histc of f64[3]: its elements go from NaN to NaN, and between limits that are not finite there are"
                                + " no bins; give limits");
        double low = Double.NEGATIVE_INFINITY;
        Tensor lowest = tensor(new double[]{low, low});
        assertThat(lowest.logSumExp(0).item()).isEqualTo(low);
        assertThat(lowest.logCumSumExp(0).toDoubleArray()).containsExactly(low, low);
    }

    @Test
    @DisplayName("T8: norm(2) is the 2-norm over all axes, norm(p, axis) the p-norm along one; gradients at 0 are 0")
    void norms() {
        Tensor x = tensor(new double[][]{{3, 4}, {0, -12}});
        assertThat(x.norm().item()).isEqualTo(13.0);
        assertThat(x.norm(2).item()).isEqualTo(13.0);
        assertThat(x.norm(1).item()).isEqualTo(19.0);
        assertThat(x.norm(2, 1).toDoubleArray()).containsExactly(5, 12);
        assertThat(x.norm(1, 0).toDoubleArray()).containsExactly(3, 16);
        assertThat(x.norm(1, -1, 0).item()).isEqualTo(19.0);
        assertThat(x.norm(2, new int[]{1}, true).shape()).isEqualTo(Shape.of(2, 1));
        assertThatThrownBy(() -> tensor(1, 2).norm(2)).isInstanceOf(Diagnostic.class).hasMessageContaining("floating");
        for (double p : new double[]{0.5, 1, 1.5, 2, 3}) {
            assertThat(gradient(y -> y.norm(p), 0, 0)).containsExactly(0, 0);
        }
        assertThat(gradient(y -> y.norm(2), 0, -2)).containsExactly(0, -1);
        assertThat(gradient(y -> y.norm(0.5), 4, 0)).containsExactly(1, 0);
        assertThat(gradient(y -> y.std(), 2, 2, 2)).containsExactly(0, 0, 0);
    }

    @Test
    @DisplayName("T7, T14: static functions equal the methods, and write into an out, whose size follows")
    void staticFunctions() {
        Tensor x = tensor(1.0, 2, 3);
        Tensor y = tensor(4.0, 5, 6);
        Tensor out = Sinter.zeros(7);
        assertThat(Sinter.add(x, y).equal(x.add(y))).isTrue();
        assertThat(Sinter.add(x, y, out)).isSameAs(out);
        assertThat(out.toFloatArray()).containsExactly(5, 7, 9);
        assertThat(Sinter.mul(x, 2, out).toFloatArray()).containsExactly(2, 4, 6);
        assertThat(Sinter.exp(Sinter.zeros(2), out).toFloatArray()).containsExactly(1, 1);
        assertThat(Sinter.matmul(x, y).item()).isEqualTo(32.0);
        assertThatThrownBy(() -> Sinter.div(x, y, Sinter.zeros(Shape.of(3), DType.I64))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("cannot be stored");
    }

    @Test
    @DisplayName("T8: unique, bincount and histc count; in a trace those whose size depends on the data are refused by name")
    void counts() {
        Tensor x = tensor(new long[][]{{3, 1, 3}, {2, 1, 3}});
        TensorOrder.Unique unique = x.unique();
        assertThat(unique.values().toLongArray()).containsExactly(1, 2, 3);
        assertThat(unique.counts().toLongArray()).containsExactly(2, 1, 3);
        assertThat(unique.inverse().shape()).isEqualTo(Shape.of(2, 3));
        assertThat(unique.inverse().toLongArray()).containsExactly(2, 0, 2, 1, 0, 2);
        assertThat(Sinter.zeros(0).unique().values().numel()).isZero();
        assertThat(tensor(0, 3, 3).bincount().toLongArray()).containsExactly(1, 0, 0, 2);
        assertThat(tensor(0, 1, 1).bincount(tensor(0.5, 1, 2), 3).toFloatArray()).containsExactly(0.5f, 3, 0);
        assertThat(tensor(1.0, 2, 1, NAN, 5).histc(4, 0, 3).toFloatArray()).containsExactly(0, 2, 1, 0);
        assertThat(tensor(1.0, 2, 1).histc(4, 0, 0).toFloatArray()).containsExactly(2, 0, 0, 1);
        assertThatThrownBy(() -> tensor(-1, 2).bincount()).isInstanceOf(Diagnostic.class).hasMessageContaining("-1");
        assertThatThrownBy(() -> Sinter.trace(in -> List.of(in.get(0).unique().values()), "x: i64[4]"))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("unique");
        assertThatThrownBy(() -> Sinter.trace(in -> List.of(in.get(0).bincount()), "x: i64[4]"))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("scatterAdd");
    }

    @Test
    @DisplayName("T8: cumsum, cumprod, cummax, cummin and logCumSumExp run along an axis")
    void scans() {
        for (int n : new int[]{0, 1, 5, 33}) {
            long[] x = new Random(n).longs(n, -3, 4).toArray();
            long[] sums = x.clone();
            Arrays.parallelPrefix(sums, Long::sum);
            long[] products = x.clone();
            Arrays.parallelPrefix(products, (a, b) -> a * b);
            long[] greatest = x.clone();
            Arrays.parallelPrefix(greatest, Math::max);
            assertThat(tensor(x).cumsum(0).toLongArray()).containsExactly(sums);
            assertThat(tensor(x).cumprod(0).toLongArray()).containsExactly(products);
            assertThat(tensor(x).cummax(0).values().toLongArray()).containsExactly(greatest);
        }
        assertThat(tensor(new float[][]{{1, 2}, {3, 4}}).cumsum(0).toFloatArray()).containsExactly(1, 2, 4, 6);
        TensorReduction.Extremes least = tensor(new double[]{2, 3, 2, NAN, 1}).cummin(0);
        assertThat(least.values().toDoubleArray()).containsExactly(2, 2, 2, NAN, NAN);
        assertThat(least.indices().toLongArray()).containsExactly(0, 0, 2, 3, 3);
        assertThat(tensor(new boolean[]{true, true}).cumsum(0).dtype()).isEqualTo(DType.I64);
        assertThat(tensor(new double[]{0, 0}).logCumSumExp(0).toDoubleArray()[1]).isCloseTo(Math.log(2), within(1e-15));
        assertThat(tensor(1, 4, 9).diff(0).toLongArray()).containsExactly(3, 5);
    }

    @Test
    @DisplayName("T8: norm of any order, nansum, nanmean, countNonzero, aminmax, kept axes")
    void moreReductions() {
        Tensor x = tensor(new double[][]{{3, -4}, {0, NAN}});
        assertThat(x.narrow(0, 0, 1).norm(1, new int[]{1}, false).item()).isEqualTo(7.0);
        assertThat(x.get(0).norm(2, new int[0], false).item()).isEqualTo(5.0);
        assertThat(x.get(0).norm(3, new int[0], false).itemDouble()).isCloseTo(Math.cbrt(91), within(1e-14));
        assertThat(x.get(0).norm(Double.POSITIVE_INFINITY, new int[]{0}, true).toDoubleArray()).containsExactly(4);
        assertThat(x.get(0).norm(0, new int[0], false).item()).isEqualTo(2.0);
        assertThat(x.nansum(1).toDoubleArray()).containsExactly(-1, 0);
        assertThat(x.nanmean().itemDouble()).isCloseTo(-1.0 / 3, within(1e-15));
        assertThat(x.countNonzero(1).toLongArray()).containsExactly(2, 1);
        assertThat(x.get(0).aminmax(0, false).least().item()).isEqualTo(-4.0);
        assertThat(x.gt(0).any(new int[]{1}, true).shape()).isEqualTo(Shape.of(2, 1));
        assertThat(x.get(0).std(new int[]{0}, 0, false).item()).isEqualTo(3.5);
    }
}

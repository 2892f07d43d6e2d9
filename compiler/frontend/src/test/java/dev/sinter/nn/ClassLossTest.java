package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClassLossTest {
    private static final double[][] X = {{0.3, -1.2, 2.0, 0.4}, {1.5, 1.4, -0.2, 0.1}, {-0.7, 0.6, 0.5, -2.0}};
    private static final long[] Y = {2, 1, 3};
    private static final double[] W = {1, 2, 0.5, 3};

    @Test
    @DisplayName("N4: MultiMarginLoss, with powers, a margin and weights")
    void multiMargin() {
        for (int p : new int[]{1, 2}) {
            for (double margin : new double[]{1, 0.5}) {
                for (boolean weighted : new boolean[]{false, true}) {
                    double sum = 0;
                    for (int n = 0; n < 3; n++) {
                        for (int c = 0; c < 4; c++) {
                            double over = Math.max(0, margin - X[n][(int) Y[n]] + X[n][c]);
                            sum += c == Y[n] ? 0 : (weighted ? W[(int) Y[n]] : 1) * Math.pow(over, p) / 4;
                        }
                    }
                    Tensor loss = new MultiMarginLoss(p, margin, weighted ? Sinter.tensor(W) : null, Reduction.MEAN)
                            .call(Sinter.tensor(X), Sinter.tensor(Y));
                    assertThat(loss.itemDouble()).isCloseTo(sum / 3, within(1e-14));
                }
            }
        }
        // (0.3 + 0.4 + 0.6) / 4.
        assertThat(new MultiMarginLoss().call(Sinter.tensor(new double[]{0.1, 0.2, 0.4, 0.8}), Sinter.tensor(3L))
                .itemDouble()).isCloseTo(0.325, within(1e-12));
        assertThatThrownBy(() -> Functional.multiMarginLoss(Sinter.ones(2, 3), Sinter.ones(3), 1, 1, null,
                Reduction.MEAN)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("multiMarginLoss: shapes [2, 3] and [3] do not fit");
        assertThatThrownBy(() -> new MultiMarginLoss(3, 1, null, Reduction.MEAN).call(Sinter.tensor(X),
                Sinter.tensor(Y))).hasMessageContaining("the power is 1 or 2, not 3");
    }

    @Test
    @DisplayName("N4: MultiLabelSoftMarginLoss, with weights and reductions")
    void multiLabelSoftMargin() {
        double[][] y = {{1, 0, 1, 0}, {0, 0, 0, 1}, {1, 1, 1, 1}};
        double[] each = new double[3];
        double[] weighted = new double[3];
        for (int n = 0; n < 3; n++) {
            for (int c = 0; c < 4; c++) {
                double s = 1 / (1 + Math.exp(-X[n][c]));
                double loss = -(y[n][c] * Math.log(s) + (1 - y[n][c]) * Math.log(1 - s)) / 4;
                each[n] += loss;
                weighted[n] += W[c] * loss;
            }
        }
        Tensor none = new MultiLabelSoftMarginLoss(null, Reduction.NONE).call(Sinter.tensor(X), Sinter.tensor(y));
        assertThat(none.toDoubleArray()).containsExactly(each, within(1e-14));
        assertThat(new MultiLabelSoftMarginLoss().call(Sinter.tensor(X), Sinter.tensor(y)).itemDouble())
                .isCloseTo((each[0] + each[1] + each[2]) / 3, within(1e-14));
        assertThat(new MultiLabelSoftMarginLoss(Sinter.tensor(W), Reduction.SUM)
                .call(Sinter.tensor(X), Sinter.tensor(y)).itemDouble())
                .isCloseTo(weighted[0] + weighted[1] + weighted[2], within(1e-13));
    }

    /** What is left of a path without repetitions and then without blanks. */
    private static List<Integer> collapsed(int[] path, int blank) {
        List<Integer> left = new ArrayList<>();
        for (int t = 0; t < path.length; t++) {
            if (path[t] != blank && (t == 0 || path[t] != path[t - 1])) {
                left.add(path[t]);
            }
        }
        return left;
    }

    /** By going through all paths. */
    private static double ctc(double[][][] logs, int n, int times, List<Integer> target, int blank) {
        int classes = logs[0][n].length;
        double total = 0;
        for (int number = 0; number < Math.pow(classes, times); number++) {
            int[] path = new int[times];
            double log = 0;
            int rest = number;
            for (int t = 0; t < times; t++) {
                path[t] = rest % classes;
                rest /= classes;
                log += logs[t][n][path[t]];
            }
            total += collapsed(path, blank).equals(target) ? Math.exp(log) : 0;
        }
        return -Math.log(total);
    }

    @Test
    @DisplayName("N4: CTCLoss is the sum over all paths that collapse to the target, for lengths of their own and any blank")
    void ctc() {
        Sinter.manualSeed(3);
        Tensor logs = Sinter.randn(5, 4, 3).toDouble().logSoftmax(2);
        double[][][] numbers = (double[][][]) logs.toArray();
        for (int blank : new int[]{0, 2}) {
            int a = blank == 0 ? 1 : 0;
            int b = blank == 0 ? 2 : 1;
            long[][] targets = {{a, b, a}, {a, a, b}, {b, blank, blank}, {blank, blank, blank}};
            long[] lengths = {3, 2, 1, 0};
            long[] times = {5, 4, 3, 5};
            double[] expected = new double[4];
            for (int n = 0; n < 4; n++) {
                List<Integer> target = new ArrayList<>();
                for (int s = 0; s < lengths[n]; s++) {
                    target.add((int) targets[n][s]);
                }
                expected[n] = ctc(numbers, n, (int) times[n], target, blank);
            }
            Tensor each = new CTCLoss(blank, Reduction.NONE, false).call(logs, Sinter.tensor(targets),
                    Sinter.tensor(times), Sinter.tensor(lengths));
            assertThat(each.toDoubleArray()).containsExactly(expected, within(1e-12));
            Tensor mean = new CTCLoss(blank, Reduction.MEAN, false).call(logs, Sinter.tensor(targets),
                    Sinter.tensor(times), Sinter.tensor(lengths));
            assertThat(mean.itemDouble())
                    .isCloseTo((expected[0] / 3 + expected[1] / 2 + expected[2] + expected[3]) / 4, within(1e-12));
        }
    }

    @Test
    @DisplayName("N4: CTCLoss has the slope of its values; a target too long is infinite, or 0 and without a gradient on request")
    void ctcGradient() {
        Sinter.manualSeed(4);
        Tensor scores = Sinter.randn(4, 2, 3).toDouble();
        Tensor target = Sinter.tensor(new long[][]{{1, 2}, {2, 2}});
        Tensor lengths = Sinter.tensor(new long[]{4, 4});
        Tensor targets = Sinter.tensor(new long[]{2, 2});
        dev.sinter.Func.gradCheck(in -> new CTCLoss().call(in.get(0).logSoftmax(2), target, lengths, targets),
                List.of(scores), 1e-6);
        Tensor logs = scores.narrow(0, 0, 2).logSoftmax(2).detach().requiresGrad_();
        Tensor two = Sinter.tensor(new long[]{2, 2});
        Tensor infinite = new CTCLoss(0, Reduction.NONE, false).call(logs, target, two, targets);
        assertThat(infinite.toDoubleArray()[1]).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(infinite.toDoubleArray()[0]).isBetween(0.0, 20.0);
        Tensor zero = new CTCLoss(0, Reduction.NONE, true).call(logs, target, two, targets);
        assertThat(zero.toDoubleArray()[1]).isZero();
        zero.sum().backward();
        assertThat(logs.grad().select(1, 1).abs().sum().itemDouble()).isZero();
        assertThat(logs.grad().isNaN().any().itemBool()).isFalse();
        Tensor alone = new CTCLoss(0, Reduction.NONE, false).call(scores.logSoftmax(2).select(1, 0),
                target.select(0, 0), Sinter.tensor(4L), Sinter.tensor(2L));
        assertThat(alone.rank()).isZero();
        assertThatThrownBy(() -> new CTCLoss().call(scores, target, lengths, Sinter.tensor(2L)))
                .isInstanceOf(Diagnostic.class).hasMessageContaining(
                        "ctcLoss: shapes [4, 2, 3], [2, 2], [2] and [] do not fit: [T, N, C], [N, S], [N] and [N]");
    }
}

package dev.sinter.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.Arrays;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Generated points lie where their shapes say. */
class SyntheticTest {
    private static float[] points(TensorDataset set) {
        return set.tensors().get(0).toFloatArray();
    }

    private static long[] labels(TensorDataset set) {
        return set.tensors().get(1).toLongArray();
    }

    private static void sameForASeed(LongFunction<TensorDataset> made) {
        assertThat(points(made.apply(4))).isEqualTo(points(made.apply(4))).isNotEqualTo(points(made.apply(5)));
        assertThat(made.apply(4).tensors().get(1).equal(made.apply(4).tensors().get(1))).isTrue();
        assertThat(made.apply(4).tensors().get(0).dtype()).isEqualTo(DType.F32);
    }

    private static double deviation(double[] residuals) {
        return Math.sqrt(Arrays.stream(residuals).map(r -> r * r).average().orElse(0));
    }

    @Test
    @DisplayName("L4: circles stand at equal angles on their two radii, and noise is normal with the deviation asked for")
    void circles() {
        sameForASeed(seed -> Synthetic.circles(100, 0.1, 0.3, seed));
        TensorDataset exact = Synthetic.circles(101, 0, 0.3, 1);
        assertThat(exact.tensors().get(0).shape()).isEqualTo(Shape.of(101, 2));
        float[] p = points(exact);
        long[] label = labels(exact);
        assertThat(Arrays.stream(label).sum()).isEqualTo(51);
        // Random order: the labels do not come one circle after the other.
        assertThat(IntStream.range(1, 101).filter(i -> label[i] != label[i - 1]).count()).isGreaterThan(30);
        for (int circle = 0; circle < 2; circle++) {
            int which = circle;
            double[] angles = IntStream.range(0, 101).filter(i -> label[i] == which)
                    .mapToDouble(i -> Math.atan2(p[2 * i + 1], p[2 * i])).sorted().toArray();
            for (int i = 1; i < angles.length; i++) {
                assertThat(angles[i] - angles[i - 1]).isCloseTo(2 * Math.PI / angles.length, within(1e-5));
            }
        }
        for (int i = 0; i < 101; i++) {
            assertThat(Math.hypot(p[2 * i], p[2 * i + 1])).isCloseTo(label[i] == 0 ? 1 : 0.3, within(1e-6));
        }
        TensorDataset noisy = Synthetic.circles(20_000, 0.05, 0.5, 2);
        float[] q = points(noisy);
        long[] on = labels(noisy);
        double[] off = IntStream.range(0, 20_000)
                .mapToDouble(i -> Math.hypot(q[2 * i], q[2 * i + 1]) - (on[i] == 0 ? 1 : 0.5)).toArray();
        // Along the radius the noise keeps its deviation, up to curvature.
        assertThat(deviation(off)).isCloseTo(0.05, within(0.002));
        assertThatThrownBy(() -> Synthetic.circles(10, 0, 1, 1)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("below the outer one's 1, not 1.0");
        assertThatThrownBy(() -> Synthetic.circles(10, -1, 0.5, 1)).isInstanceOf(Diagnostic.class);
    }

    @Test
    @DisplayName("L4: moons are two half circles, one upside down in the other's opening")
    void moons() {
        sameForASeed(seed -> Synthetic.moons(100, 0.1, seed));
        float[] p = points(Synthetic.moons(80, 0, 3));
        long[] label = labels(Synthetic.moons(80, 0, 3));
        assertThat(Arrays.stream(label).sum()).isEqualTo(40);
        for (int i = 0; i < 80; i++) {
            double x = p[2 * i] - (label[i] == 0 ? 0 : 1);
            double y = p[2 * i + 1] - (label[i] == 0 ? 0 : 0.5);
            assertThat(x * x + y * y).isCloseTo(1, within(1e-6));
            assertThat(label[i] == 0 ? y : -y).isGreaterThan(-1e-6);
        }
        assertThat(IntStream.range(0, 80).mapToDouble(i -> p[2 * i]).max().orElseThrow()).isCloseTo(2, within(1e-6));
    }

    @Test
    @DisplayName("L4: spirals: along each arm the angle grows in proportion to the radius, and the arms are turned by equal angles")
    void spirals() {
        sameForASeed(seed -> Synthetic.spirals(100, 3, 1, 0.1, seed));
        TensorDataset set = Synthetic.spirals(300, 3, 1.5, 0, 3);
        float[] p = points(set);
        long[] label = labels(set);
        int[] counts = new int[3];
        for (int i = 0; i < 300; i++) {
            counts[(int) label[i]]++;
            double radius = Math.hypot(p[2 * i], p[2 * i + 1]);
            double angle = Math.atan2(p[2 * i + 1], p[2 * i]);
            double turnsOff = (angle / (2 * Math.PI) - 1.5 * radius - label[i] / 3.0) % 1;
            assertThat(radius).isLessThan(1 + 1e-6);
            if (radius > 0) {
                assertThat(Math.abs(turnsOff - Math.rint(turnsOff))).isLessThan(1e-5);
            }
        }
        assertThat(counts).containsExactly(100, 100, 100);
    }

    @Test
    @DisplayName("L4: blobs have the means and deviations asked for, in any number of dimensions")
    void blobs() {
        sameForASeed(seed -> Synthetic.blobs(100, 3, 0.5, seed));
        double[][] centers = {{0, 0, 5}, {-3, 2, 1}};
        TensorDataset set = Synthetic.blobs(20_001, centers, 0.7, 6);
        float[] p = points(set);
        long[] label = labels(set);
        assertThat(Arrays.stream(label).sum()).isEqualTo(10_000);
        for (int blob = 0; blob < 2; blob++) {
            for (int d = 0; d < 3; d++) {
                int which = blob;
                int axis = d;
                double[] off = IntStream.range(0, label.length).filter(i -> label[i] == which)
                        .mapToDouble(i -> p[3 * i + axis] - centers[which][axis]).toArray();
                assertThat(Arrays.stream(off).average().orElseThrow()).isCloseTo(0, within(5 * 0.7 / 100));
                assertThat(deviation(off)).isCloseTo(0.7, within(0.03));
            }
        }
        float[] random = points(Synthetic.blobs(4000, 4, 0, 1));
        for (float coordinate : random) {
            assertThat(Math.abs(coordinate)).isLessThanOrEqualTo(10);
        }
        assertThatThrownBy(() -> Synthetic.blobs(4, new double[][]{{1}, {1, 2}}, 0, 1)).isInstanceOf(Diagnostic.class);
    }

    @Test
    @DisplayName("L4: the least squares of a linear regression are its weights, and the residuals have its noise")
    void linearRegression() {
        sameForASeed(seed -> Synthetic.linearRegression(100, new double[]{1}, 0, 0.5, seed));
        TensorDataset set = Synthetic.linearRegression(10_000, new double[]{2, -3}, 0.5, 0.1, 7);
        float[] x = points(set);
        float[] y = set.tensors().get(1).toFloatArray();
        // The normal equations of [x0 x1 1], solved by Cramer's rule.
        double[][] a = new double[3][3];
        double[] b = new double[3];
        for (int i = 0; i < y.length; i++) {
            double[] row = {x[2 * i], x[2 * i + 1], 1};
            for (int r = 0; r < 3; r++) {
                b[r] += row[r] * y[i];
                for (int c = 0; c < 3; c++) {
                    a[r][c] += row[r] * row[c];
                }
            }
        }
        double[] found = new double[3];
        for (int column = 0; column < 3; column++) {
            double[][] replaced = {a[0].clone(), a[1].clone(), a[2].clone()};
            for (int r = 0; r < 3; r++) {
                replaced[r][column] = b[r];
            }
            found[column] = determinant(replaced) / determinant(a);
        }
        assertThat(found).containsExactly(new double[]{2, -3, 0.5}, within(0.005));
        double[] off = IntStream.range(0, y.length)
                .mapToDouble(i -> y[i] - found[0] * x[2 * i] - found[1] * x[2 * i + 1] - found[2]).toArray();
        assertThat(deviation(off)).isCloseTo(0.1, within(0.005));
    }

    private static double determinant(double[][] m) {
        return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
                + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
    }
}

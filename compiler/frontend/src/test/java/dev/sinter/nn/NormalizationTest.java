package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NormalizationTest {
    private static final double EPS = 1e-5;

    /** Each element less the mean of its group, over the group's deviation. */
    private static Grid normalized(Grid x, Function<int[], List<Integer>> group, boolean centred, double eps) {
        Map<List<Integer>, double[]> sums = new HashMap<>();
        for (int i = 0; i < x.values.length; i++) {
            double[] sum = sums.computeIfAbsent(group.apply(x.index(i)), key -> new double[3]);
            sum[0] += x.values[i];
            sum[1]++;
        }
        for (int i = 0; i < x.values.length; i++) {
            double[] sum = sums.get(group.apply(x.index(i)));
            double distance = x.values[i] - (centred ? sum[0] / sum[1] : 0);
            sum[2] += distance * distance;
        }
        return Grid.fill(x.sizes, at -> {
            double[] sum = sums.get(group.apply(at));
            return (x.at(at) - (centred ? sum[0] / sum[1] : 0)) / Math.sqrt(sum[2] / sum[1] + eps);
        });
    }

    private static Grid scaled(Grid x, Grid weight, Grid bias, Function<int[], Integer> which) {
        return Grid.fill(x.sizes,
                at -> x.at(at) * weight.values[which.apply(at)] + (bias == null ? 0 : bias.values[which.apply(at)]));
    }

    private static void randomize(Module module) {
        module.to(DType.F64);
        Sinter.noGrad(() -> module.parameters().forEach(p -> p.copy_(Sinter.randn(p.shape().sizes()))));
    }

    @Test
    @DisplayName("N2: batch normalisation uses the batch in training, moves its statistics by the momentum, and uses them afterwards")
    void batch() {
        for (int rank : new int[]{2, 3, 4, 5}) {
            Module layer = rank < 4 ? new BatchNorm1d(3) : rank == 4 ? new BatchNorm2d(3) : new BatchNorm3d(3);
            randomize(layer);
            Grid weight = Grid.of(layer.getParameter("weight"));
            Grid bias = Grid.of(layer.getParameter("bias"));
            double[] mean = new double[3];
            double[] var = {1, 1, 1};
            for (int step = 0; step < 2; step++) {
                Grid x = Grid.random(new int[][]{{4, 3}, {4, 3, 2}, {2, 3, 3, 2}, {2, 3, 2, 2, 2}}[rank - 2]);
                scaled(normalized(x, at -> List.of(at[1]), true, EPS), weight, bias, at -> at[1])
                        .judges(layer.call(x.tensor()));
                for (int c = 0; c < 3; c++) {
                    int channel = c;
                    double[] own = java.util.stream.IntStream.range(0, x.values.length)
                            .filter(i -> x.index(i)[1] == channel).mapToDouble(i -> x.values[i]).toArray();
                    double m = java.util.Arrays.stream(own).average().orElseThrow();
                    double v = java.util.Arrays.stream(own).map(o -> (o - m) * (o - m)).sum() / (own.length - 1);
                    mean[c] += 0.1 * (m - mean[c]);
                    var[c] += 0.1 * (v - var[c]);
                }
            }
            assertThat(layer.getBuffer("num_batches_tracked").item()).isEqualTo(2L);
            Grid expected = new Grid(3);
            System.arraycopy(mean, 0, expected.values, 0, 3);
            expected.judges(layer.getBuffer("running_mean"));
            System.arraycopy(var, 0, expected.values, 0, 3);
            expected.judges(layer.getBuffer("running_var"));
            layer.eval();
            Grid x = Grid.random(new int[][]{{1, 3}, {4, 3, 2}, {2, 3, 3, 2}, {2, 3, 2, 2, 2}}[rank - 2]);
            Grid.fill(x.sizes, at -> (x.at(at) - mean[at[1]]) / Math.sqrt(var[at[1]] + EPS) * weight.values[at[1]]
                    + bias.values[at[1]]).judges(layer.call(x.tensor()));
        }
    }

    @Test
    @DisplayName("N2: batch normalisation without statistics always uses the batch; with no momentum they are means over batches")
    void batchOptions() {
        BatchNorm1d none = new BatchNorm1d(2,
                BatchNormalization.Options.DEFAULT.trackRunningStats(false).affine(false).eps(1e-3));
        none.eval();
        Grid x = Grid.random(5, 2);
        normalized(x, at -> List.of(at[1]), true, 1e-3).judges(none.call(x.tensor()));
        assertThat(none.stateDict()).isEmpty();
        BatchNorm1d mean = new BatchNorm1d(2, BatchNormalization.Options.DEFAULT.momentum(Double.NaN));
        mean.to(DType.F64);
        Grid y = Grid.random(5, 2);
        mean.call(x.tensor());
        mean.call(y.tensor());
        assertThat(mean.runningMean
                .allClose(x.tensor().mean(0).add(y.tensor().mean(0)).div(2.0), 1e-12, 1e-12)).isTrue();
        assertThatThrownBy(() -> mean.call(Sinter.ones(1, 2).toDouble())).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("more than one value per channel");
        assertThatThrownBy(() -> new BatchNorm2d(2).call(Sinter.ones(3, 2))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("[N, C, H, W]");
        assertThat(new BatchNorm2d(64)).hasToString(
                "BatchNorm2d(64, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)");
    }

    @Test
    @DisplayName("N2: layer, root-mean-square, group and instance normalisation, each over its own group of elements")
    void others() {
        Grid x = Grid.random(2, 4, 3, 5);
        LayerNorm layer = new LayerNorm(3, 5);
        randomize(layer);
        scaled(normalized(x, at -> List.of(at[0], at[1]), true, EPS), Grid.of(layer.weight), Grid.of(layer.bias),
                at -> at[2] * 5 + at[3]).judges(layer.call(x.tensor()));
        RMSNorm rms = new RMSNorm(Shape.of(5), 1e-6, true);
        randomize(rms);
        scaled(normalized(x, at -> List.of(at[0], at[1], at[2]), false, 1e-6), Grid.of(rms.weight), null, at -> at[3])
                .judges(rms.call(x.tensor()));
        GroupNorm group = new GroupNorm(2, 4);
        randomize(group);
        scaled(normalized(x, at -> List.of(at[0], at[1] / 2), true, EPS), Grid.of(group.weight), Grid.of(group.bias),
                at -> at[1]).judges(group.call(x.tensor()));
        InstanceNorm2d instance = new InstanceNorm2d(4, 1e-5, true);
        randomize(instance);
        scaled(normalized(x, at -> List.of(at[0], at[1]), true, EPS), Grid.of(instance.weight),
                Grid.of(instance.bias), at -> at[1]).judges(instance.call(x.tensor()));
        assertThatThrownBy(() -> new LayerNorm(4).call(x.tensor())).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("[4]");
        assertThatThrownBy(() -> new GroupNorm(3, 4)).isInstanceOf(Diagnostic.class);
    }

    @Test
    @DisplayName("N2: local response normalisation divides by the squares of neighbouring channels")
    void localResponse() {
        Grid x = Grid.random(2, 7, 3);
        for (int size : new int[]{3, 4}) {
            Grid.fill(x.sizes, at -> {
                double sum = 0;
                for (int c = at[1] - size / 2; c < at[1] - size / 2 + size; c++) {
                    sum += x.at(at[0], c, at[2]) * x.at(at[0], c, at[2]);
                }
                return x.at(at) / Math.pow(1.5 + 0.3 * sum / size, 0.75);
            }).judges(new LocalResponseNorm(size, 0.3, 0.75, 1.5).call(x.tensor()));
        }
    }

    @Test
    @DisplayName("N2: dropout of channels drops whole ones, in training only")
    void dropout() {
        Sinter.manualSeed(1);
        Tensor y = new Dropout2d(0.5).call(Sinter.ones(8, 8, 3, 3));
        Tensor sums = y.sum(2, 3);
        for (float each : sums.toFloatArray()) {
            assertThat(each).isIn(0f, 18f);
        }
        assertThat(sums.eq(0).any().itemBool() && sums.ne(0).any().itemBool()).isTrue();
        Dropout2d still = new Dropout2d(0.5);
        still.eval();
        assertThat(still.call(y)).isSameAs(y);
    }
}

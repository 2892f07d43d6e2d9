package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class PoolingTest {
    private interface Combine {
        double of(double[] inside, int counted);
    }

    /** What combines the elements inside each window; how many it counts, those of the padding too. */
    private static Grid pooled(Grid x, Window window, boolean includePad, Combine combine) {
        int spatial = x.sizes.length - 2;
        Window w = window.along("test", spatial, true);
        int[] to = new int[spatial];
        for (int s = 0; s < spatial; s++) {
            int room = x.sizes[2 + s] + 2 * w.padding().get(s) - w.dilation().get(s) * (w.kernel().get(s) - 1) - 1;
            to[s] = (w.ceil() ? Math.ceilDiv(room, w.stride().get(s)) : room / w.stride().get(s)) + 1;
            if (w.ceil() && (to[s] - 1) * w.stride().get(s) >= x.sizes[2 + s] + w.padding().get(s)) {
                to[s]--;
            }
        }
        return Grid.fill(Grid.join(new int[]{x.sizes[0], x.sizes[1]}, to), at -> {
            Grid taps = new Grid(w.kernel().stream().mapToInt(k -> k).toArray());
            double[] inside = new double[taps.values.length];
            int count = 0;
            int counted = 0;
            for (int t = 0; t < taps.values.length; t++) {
                int[] tap = taps.index(t);
                int[] from = at.clone();
                boolean padded = true;
                for (int s = 0; s < spatial; s++) {
                    from[2 + s] = at[2 + s] * w.stride().get(s) - w.padding().get(s) + tap[s] * w.dilation().get(s);
                    padded &= from[2 + s] < x.sizes[2 + s] + w.padding().get(s);
                }
                counted += includePad ? padded ? 1 : 0 : x.has(from) ? 1 : 0;
                if (x.has(from)) {
                    inside[count++] = x.at(from);
                }
            }
            return combine.of(Arrays.copyOf(inside, count), counted);
        });
    }

    private static Window random(int spatial, boolean dilated) {
        int[] kernel = IntStream.range(0, spatial).map(s -> Grid.pick(2, 3)).toArray();
        Window window = Window.of(kernel).stride(IntStream.range(0, spatial).map(s -> Grid.pick(1, 3)).toArray())
                .padding(Grid.pick(0, 1)).ceilMode(Grid.pick(0, 1) == 1);
        return dilated ? window.dilation(Grid.pick(1, 2)) : window;
    }

    private static Grid image(int spatial) {
        return Grid.random(Grid.join(new int[]{2, 2}, IntStream.range(0, spatial).map(s -> Grid.pick(5, 7)).toArray()));
    }

    @RepeatedTest(12)
    @DisplayName("N2: max pooling over one to three axes, with stride, padding, dilation and ceilMode")
    void max() {
        int spatial = Grid.pick(1, 3);
        Window window = random(spatial, true);
        Grid x = image(spatial);
        Module layer = switch (spatial) {
            case 1 -> new MaxPool1d(window);
            case 2 -> new MaxPool2d(window);
            default -> new MaxPool3d(window);
        };
        pooled(x, window, true, (inside, counted) -> Arrays.stream(inside).max().orElseThrow())
                .judges(layer.call(x.tensor()), 0);
    }

    @RepeatedTest(12)
    @DisplayName("N2: average pooling over one to three axes, counting the padding or not, with ceilMode")
    void average() {
        int spatial = Grid.pick(1, 3);
        Window window = random(spatial, false);
        boolean includePad = Grid.pick(0, 1) == 1;
        Grid x = image(spatial);
        Module layer = switch (spatial) {
            case 1 -> new AvgPool1d(window, includePad);
            case 2 -> new AvgPool2d(window, includePad);
            default -> new AvgPool3d(window, includePad);
        };
        pooled(x, window, includePad, (inside, counted) -> Arrays.stream(inside).sum() / counted)
                .judges(layer.call(x.tensor()));
    }

    @Test
    @DisplayName("N2: power-average pooling takes the root of the sum of powers")
    void powers() {
        Grid x = image(2);
        Arrays.setAll(x.values, i -> Math.abs(x.values[i]));
        Window window = Window.of(2).stride(1);
        pooled(x, window, true, (inside, counted) -> Math.cbrt(Arrays.stream(inside).map(v -> v * v * v).sum()))
                .judges(new LPPool2d(3, window).call(x.tensor()));
        Grid line = image(1);
        pooled(line, window, true, (inside, counted) -> Math.sqrt(Arrays.stream(inside).map(v -> v * v).sum()))
                .judges(new LPPool1d(2, window).call(line.tensor()));
    }

    @RepeatedTest(6)
    @DisplayName("N2: adaptive pooling divides each axis into parts that may overlap by one")
    void adaptive() {
        int h = Grid.pick(1, 8);
        int w = Grid.pick(1, 8);
        Grid x = Grid.random(2, 2, Grid.pick(4, 8), Grid.pick(4, 8));
        BiFunction<int[], Boolean, Double> part = (at, max) -> {
            double sum = 0;
            double most = Double.NEGATIVE_INFINITY;
            int count = 0;
            for (int i = at[2] * x.sizes[2] / h; i < Math.ceilDiv((at[2] + 1) * x.sizes[2], h); i++) {
                for (int j = at[3] * x.sizes[3] / w; j < Math.ceilDiv((at[3] + 1) * x.sizes[3], w); j++) {
                    sum += x.at(at[0], at[1], i, j);
                    most = Math.max(most, x.at(at[0], at[1], i, j));
                    count++;
                }
            }
            return max ? most : sum / count;
        };
        int[] sizes = {2, 2, h, w};
        Grid.fill(sizes, at -> part.apply(at, false)).judges(new AdaptiveAvgPool2d(h, w).call(x.tensor()));
        Grid.fill(sizes, at -> part.apply(at, true)).judges(new AdaptiveMaxPool2d(h, w).call(x.tensor()), 0);
        Tensor row = x.tensor().select(2, 0);
        Tensor column = x.tensor().narrow(2, 0, 1);
        Grid.of(new AdaptiveAvgPool2d(1, w).call(column).squeeze(2)).judges(new AdaptiveAvgPool1d(w).call(row));
        Grid.of(new AdaptiveMaxPool2d(1, w).call(column).squeeze(2)).judges(new AdaptiveMaxPool1d(w).call(row));
    }

    @Test
    @DisplayName("N2: pooling refuses a padding of more than half a window, and inputs of another rank")
    void refusals() {
        assertThatThrownBy(() -> new MaxPool2d(2, 2, 2).call(Sinter.ones(1, 1, 4, 4))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("half of the window");
        assertThatThrownBy(() -> new AvgPool1d(2).call(Sinter.ones(4))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("[4]");
    }
}

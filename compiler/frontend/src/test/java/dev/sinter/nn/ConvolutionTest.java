package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ConvolutionTest {
    /** Random settings over one to three axes. */
    private record Setting(int spatial, int groups, int in, int out, int[] kernel, int[] stride, int[] padding,
            int[] dilation, int[] size) {
        static Setting random(int spatial) {
            int groups = Grid.pick(1, 2);
            int[] dilation = draw(spatial, 1, 2);
            int[] kernel = draw(spatial, 1, 3);
            int[] size = IntStream.range(0, spatial).map(s -> Grid.pick(5, 7 - spatial / 3)).toArray();
            return new Setting(spatial, groups, groups * Grid.pick(1, 2), groups * Grid.pick(1, 2), kernel,
                    draw(spatial, 1, 2), draw(spatial, 0, 1), dilation, size);
        }

        private static int[] draw(int count, int low, int high) {
            return IntStream.range(0, count).map(i -> Grid.pick(low, high)).toArray();
        }

        Window window() {
            return Window.of(kernel).stride(stride).padding(padding).dilation(dilation);
        }
    }

    private static Convolution made(Setting s, boolean transposed, int more) {
        Supplier<Convolution> made = transposed
                ? switch (s.spatial) {
                    case 1 -> () -> new ConvTranspose1d(s.in, s.out, s.window(), more, s.groups, true);
                    case 2 -> () -> new ConvTranspose2d(s.in, s.out, s.window(), more, s.groups, true);
                    default -> () -> new ConvTranspose3d(s.in, s.out, s.window(), more, s.groups, true);
                }
                : switch (s.spatial) {
                    case 1 -> () -> new Conv1d(s.in, s.out, s.window(), s.groups, true);
                    case 2 -> () -> new Conv2d(s.in, s.out, s.window(), s.groups, true);
                    default -> () -> new Conv3d(s.in, s.out, s.window(), s.groups, true);
                };
        Convolution layer = made.get();
        layer.to(DType.F64);
        return layer;
    }

    @RepeatedTest(9)
    @DisplayName("N2: convolutions over one to three axes sum products at each place")
    void convolutions() {
        Setting s = Setting.random(Grid.pick(1, 3));
        Convolution layer = made(s, false, 0);
        Grid w = Grid.of(layer.weight);
        Grid b = Grid.of(layer.bias);
        Grid x = Grid.random(Grid.join(new int[]{2, s.in}, s.size));
        int[] to = IntStream.range(0, s.spatial)
                .map(i -> (s.size[i] + 2 * s.padding[i] - s.dilation[i] * (s.kernel[i] - 1) - 1) / s.stride[i] + 1)
                .toArray();
        Grid y = Grid.fill(Grid.join(new int[]{2, s.out}, to), at -> {
            double sum = b.at(at[1]);
            int group = at[1] / (s.out / s.groups);
            Grid taps = new Grid(Grid.join(new int[]{s.in / s.groups}, s.kernel));
            for (int t = 0; t < taps.values.length; t++) {
                int[] tap = taps.index(t);
                int[] from = new int[2 + s.spatial];
                from[0] = at[0];
                from[1] = group * (s.in / s.groups) + tap[0];
                for (int i = 0; i < s.spatial; i++) {
                    from[2 + i] = at[2 + i] * s.stride[i] - s.padding[i] + tap[1 + i] * s.dilation[i];
                }
                sum += x.at(from) * w.at(Grid.join(new int[]{at[1]}, tap));
            }
            return sum;
        });
        y.judges(layer.call(x.tensor()));
        assertThat(layer.call(x.tensor().select(0, 1)).equal(layer.call(x.tensor()).select(0, 1))).isTrue();
    }

    @RepeatedTest(9)
    @DisplayName("N2: transposed convolutions spread each element over the places that a convolution would have read it from")
    void transposed() {
        Setting s = Setting.random(Grid.pick(1, 3));
        int more = Arrays.stream(s.stride).allMatch(stride -> stride == 2) ? 1 : 0;
        Convolution layer = made(s, true, more);
        Grid w = Grid.of(layer.weight);
        Grid b = Grid.of(layer.bias);
        Grid x = Grid.random(Grid.join(new int[]{2, s.in}, s.size));
        int[] to = IntStream.range(0, s.spatial)
                .map(i -> (s.size[i] - 1) * s.stride[i] - 2 * s.padding[i] + s.dilation[i] * (s.kernel[i] - 1) + more
                        + 1)
                .toArray();
        Grid y = Grid.fill(Grid.join(new int[]{2, s.out}, to), at -> b.at(at[1]));
        int outPerGroup = s.out / s.groups;
        Grid taps = new Grid(Grid.join(new int[]{outPerGroup}, s.kernel));
        for (int n = 0; n < x.values.length; n++) {
            int[] from = x.index(n);
            for (int t = 0; t < taps.values.length; t++) {
                int[] tap = taps.index(t);
                int[] place = new int[2 + s.spatial];
                place[0] = from[0];
                place[1] = from[1] / (s.in / s.groups) * outPerGroup + tap[0];
                for (int i = 0; i < s.spatial; i++) {
                    place[2 + i] = from[2 + i] * s.stride[i] - s.padding[i] + tap[1 + i] * s.dilation[i];
                }
                y.add(x.values[n] * w.at(Grid.join(new int[]{from[1]}, tap)), place);
            }
        }
        y.judges(layer.call(x.tensor()));
    }

    @Test
    @DisplayName("N2: a padding that keeps the sizes adds the odd element behind")
    void same() {
        Grid x = Grid.random(1, 1, 5);
        Conv1d layer = new Conv1d(1, 1, Window.of(4).samePadding());
        layer.to(DType.F64);
        Grid w = Grid.of(layer.weight);
        Grid.fill(new int[]{1, 1, 5}, at -> {
            double sum = Grid.of(layer.bias).values[0];
            for (int k = 0; k < 4; k++) {
                sum += x.at(0, 0, at[2] + k - 1) * w.at(0, 0, k);
            }
            return sum;
        }).judges(layer.call(x.tensor()));
        assertThatThrownBy(() -> new Conv1d(1, 1, Window.of(4).stride(2).samePadding()))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("stride 1");
    }

    @Test
    @DisplayName("N2: transposed convolutions refuse an outputPadding that no stride leaves room for")
    void refusals() {
        ConvTranspose2d layer = new ConvTranspose2d(1, 1, Window.of(3), 1, 1, true);
        assertThatThrownBy(() -> layer.call(dev.sinter.Sinter.ones(1, 1, 4, 4))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("outputPadding of 1");
        assertThatThrownBy(() -> new Conv3d(2, 2, Window.of(1, 2))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("3");
    }

    @Test
    @DisplayName("N2: blocks as columns, and columns added back, are transposes of each other")
    void unfolding() {
        Window window = Window.of(2, 3).stride(2, 1).padding(1).dilation(1, 2);
        Grid x = Grid.random(2, 3, 5, 6);
        Tensor columns = Functional.unfold(x.tensor(), window);
        int rows = (5 + 2 - 1 - 1) / 2 + 1;
        int across = 6 + 2 - 4 - 1 + 1;
        Grid expected = Grid.fill(new int[]{2, 18, rows * across}, at -> {
            int c = at[1] / 6;
            int ky = at[1] % 6 / 3;
            int kx = at[1] % 3;
            return x.at(at[0], c, at[2] / across * 2 - 1 + ky, at[2] % across - 1 + 2 * kx);
        });
        expected.judges(columns, 0);
        Grid g = Grid.random(2, 18, rows * across);
        Tensor folded = Functional.fold(g.tensor(), 5, 6, window);
        Tensor left = columns.mul(g.tensor()).sum();
        assertThat(folded.mul(x.tensor()).sum().allClose(left, 1e-12, 1e-12)).isTrue();
    }
}

package dev.sinter.compiler.driver;

import static dev.sinter.Indexer.all;
import static dev.sinter.Indexer.at;
import static dev.sinter.Indexer.ellipsis;
import static dev.sinter.Indexer.every;
import static dev.sinter.Indexer.newAxis;
import static dev.sinter.Indexer.range;
import static dev.sinter.Sinter.arange;
import static dev.sinter.Sinter.tensor;
import static dev.sinter.Sinter.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Indexer;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IndexingTest {
    private static Tensor numbers(long... sizes) {
        return arange(Arrays.stream(sizes).reduce(1, (a, b) -> a * b)).view(sizes);
    }

    @Test
    @DisplayName("T12: positions, ranges, ellipsis and new axes in the compact form give views")
    void compact() {
        Tensor x = numbers(5, 3);
        assertThat(x.at("0, 1").rank()).isZero();
        assertThat(x.at("0, 1").item()).isEqualTo(1L);
        assertThat(x.at(":, 1").toLongArray()).containsExactly(1, 4, 7, 10, 13);
        assertThat(x.at("-1").toLongArray()).containsExactly(12, 13, 14);
        assertThat(x.at("1:4:2, ::2").toArray()).isEqualTo(new long[][]{{3, 5}, {9, 11}});
        assertThat(x.at("..., None, 0").shape()).hasToString("[5, 1]");
        x.at(":, 1").set(0);
        x.at("4").set(tensor(new long[]{7, 8, 9}));
        x.at("1, :2").add_(100);
        assertThat(x.toArray())
                .isEqualTo(new long[][]{{0, 0, 2}, {103, 100, 5}, {6, 0, 8}, {9, 0, 11}, {7, 8, 9}});
    }

    @Test
    @DisplayName("T12: masks and integer tensors read copies, and write through")
    void tensors() {
        Tensor x = numbers(3, 4);
        Tensor mask = x.remainder(3).eq(0);
        assertThat(x.at(mask).toLongArray()).containsExactly(0, 3, 6, 9);
        assertThat(x.at(tensor(new long[]{-1, 0})).toArray())
                .isEqualTo(new long[][]{{8, 9, 10, 11}, {0, 1, 2, 3}});
        x.at(mask).set(-1);
        x.at(at(tensor(new long[]{1, 1})), at(tensor(new long[]{1, 3}))).set(tensor(new long[]{50, 70}));
        assertThat(x.toArray()).isEqualTo(new long[][]{{-1, 1, 2, -1}, {4, 50, -1, 70}, {8, -1, 10, 11}});
        x.at(x.gt(20)).set(tensor(new long[]{5, 7}));
        assertThat(x.get(1).toLongArray()).containsExactly(4, 5, -1, 7);
        Tensor counts = zeros(4);
        counts.at(tensor(new long[]{2, 0, 2})).accumulate(Sinter.ones(3));
        assertThat(counts.toFloatArray()).containsExactly(1, 0, 2, 0);
        counts.at(tensor(new long[]{3, 3})).set(tensor(new float[]{4, 5}));
        assertThat(counts.toFloatArray()).containsExactly(1, 0, 2, 5);
    }

    @Test
    @DisplayName("A2, T12: gradients flow through what is selected, and not into what is overwritten")
    void gradients() {
        Tensor x = tensor(new float[]{1, 2, 3, 4}).requiresGrad_();
        Tensor index = tensor(new long[]{3, 1, 3});
        x.at(index).mul(tensor(new float[]{1, 10, 100})).sum().backward();
        assertThat(x.grad().toFloatArray()).containsExactly(0, 10, 0, 101);
        x.setGrad(null);
        Tensor value = tensor(new float[]{7, 8, 9}).requiresGrad_();
        Tensor y = x.mul(2);
        y.at(index).set(value);
        y.mul(tensor(new float[]{1, 10, 100, 1000})).sum().backward();
        assertThat(x.grad().toFloatArray()).containsExactly(2, 0, 200, 0);
        assertThat(value.grad().toFloatArray()).containsExactly(0, 10, 1000);
    }

    @Test
    @DisplayName("T12: gather and scatter, with their relatives")
    void relatives() {
        Tensor x = numbers(2, 3);
        Tensor index = tensor(new long[][]{{0, 2}, {1, 1}});
        assertThat(x.scatter(1, index, tensor(new long[][]{{10, 20}, {30, 40}})).toArray())
                .isEqualTo(new long[][]{{10, 1, 20}, {3, 40, 5}});
        assertThat(x.scatter(1, index, -1).toArray()).isEqualTo(new long[][]{{-1, 1, -1}, {3, -1, 5}});
        assertThat(x.take(tensor(new long[]{5, 0})).toLongArray()).containsExactly(5, 0);
        assertThat(x.maskedSelect(tensor(new boolean[]{true, false, true})).toLongArray()).containsExactly(0, 2, 3, 5);
        assertThat(x.gt(3).nonzero().toArray()).isEqualTo(new long[][]{{1, 1}, {1, 2}});
        assertThat(x.indexFill(1, tensor(new long[]{0, 2}), 9).toArray())
                .isEqualTo(new long[][]{{9, 1, 9}, {9, 4, 9}});
        assertThat(x.indexCopy(0, tensor(new long[]{1}), tensor(new long[][]{{7, 7, 7}})).get(1).toLongArray())
                .containsExactly(7, 7, 7);
        assertThat(x.indexAdd(0, tensor(new long[]{0, 0}), x).get(0).toLongArray()).containsExactly(3, 6, 9);
    }

    @Test
    @DisplayName("T12: what an index cannot mean is refused")
    void refusals() {
        Tensor x = numbers(2, 3);
        assertThatThrownBy(() -> x.at("0, 0, 0").item()).isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith("the index [0, 0, 0] is for 3 axes, but the tensor has shape [2, 3]");
        assertThatThrownBy(() -> x.at("0, a")).isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith("the index '0, a' cannot be read at 'a'; its parts are positions");
        assertThatThrownBy(() -> x.at("::-1")).isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith(
                        "an index with a step of -1: a step is 1 or more; use flip to turn an axis round");
        assertThatThrownBy(() -> x.at(ellipsis(), ellipsis()).item()).isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith("the index [..., ...] has 2 ellipses");
        assertThatThrownBy(() -> x.at(Sinter.ones(2))).isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith("an index of f32[2]: a tensor of integers or a boolean mask is needed");
        assertThatThrownBy(() -> x.at(tensor(new boolean[]{true, false, true})).item()).isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith(
                        "a mask of shape [3] does not fit axes 0 to 0 of shape [2, 3]: axis 0 of the mask");
        assertThatThrownBy(() -> x.at(tensor(new long[]{2})).toArray()).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> x.at("2")).isInstanceOf(Diagnostic.class);
        assertThatThrownBy(() -> Sinter.trace(in -> List.of(in.get(0).at(in.get(0).gt(0))), "x: f32[N]"))
                .isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith(
                        "an index by a mask: how many elements of bool[N] are true depends on the data");
    }

    @Test
    @DisplayName("T12, C7: indexing is traced: masks are written, integer tensors read and written, for every size")
    void traced() {
        var program = Sinter.trace(in -> {
            Tensor x = in.get(0).clone();
            x.at(x.lt(0)).set(0);
            x.at(all(), at(in.get(1))).accumulate(x.at(all(), at(in.get(1))));
            return List.of(x);
        }, "x: f32[N,M]", "i: i64[K]").compile();
        Tensor result = program.call(tensor(new float[][]{{-1, 2, 3}, {4, -5, 6}}), tensor(new long[]{-1, 0}));
        assertThat(result.toArray()).isEqualTo(new float[][]{{0, 2, 6}, {8, 0, 12}});
    }

    /** Strided memory without tensors: the elements of a shape, and where an index goes. */
    private record Model(long[] sizes, long[] data) {
        static Model of(Tensor x) {
            long[] sizes = new long[x.rank()];
            Arrays.setAll(sizes, x::size);
            return new Model(sizes, x.toBuffer().bits());
        }

        long at(long[] position) {
            long offset = 0;
            for (int axis = 0; axis < sizes.length; axis++) {
                offset = offset * sizes[axis] + position[axis];
            }
            return data[(int) offset];
        }
    }

    /** A random index for axes of these sizes, and for each part what it does to a position. */
    @Test
    @DisplayName("T12: 600 random mixtures of positions, ranges, new axes, ellipsis, masks and integer tensors, against plain loops")
    void corpus() {
        Random random = new Random(1);
        for (int round = 0; round < 600; round++) {
            long[] sizes = new long[1 + random.nextInt(4)];
            Arrays.setAll(sizes, i -> 1 + random.nextInt(4));
            Tensor x = numbers(sizes);
            IndexCase made = new IndexCase(random, sizes);
            Indexer[] index = made.index.toArray(new Indexer[0]);
            Model expected = made.read(Model.of(x));
            Tensor read = x.at(index);
            assertThat(Model.of(read).sizes()).as("shape of %s of %s", made.index, x.shape())
                    .isEqualTo(expected.sizes());
            assertThat(read.toBuffer().bits()).as("%s of %s", made.index, x.shape()).isEqualTo(expected.data());

            Tensor values = numbers(expected.sizes()).add(1000);
            long[] written = Model.of(x).data();
            long[] from = expected.data();
            for (int i = 0; i < from.length; i++) {
                // Element numbers are their own places.
                written[(int) from[i]] = 1000 + i;
            }
            x.at(index).set(values);
            assertThat(x.toBuffer().bits()).as("writing %s of a tensor of %s", made.index, x.shape())
                    .isEqualTo(written);
        }
    }

    /** A random index, with its meaning by loops over positions. */
    private static final class IndexCase {
        final List<Indexer> index = new ArrayList<>();
        /** Per axis of the result before tensors are joined: a size, and how a position there moves along the source; -1 for new axes. */
        private final List<long[][]> ranges = new ArrayList<>();
        private final List<Integer> sourceOfRange = new ArrayList<>();
        /** Per integer tensor: its source axis, its place among the axes after positions are gone, its elements by shared position. */
        private final List<long[]> lists = new ArrayList<>();
        private final List<Integer> sourceOfList = new ArrayList<>();
        private final List<Integer> placeOfList = new ArrayList<>();
        private final long[] fixed;
        private final long[] shared;

        IndexCase(Random random, long[] sizes) {
            fixed = new long[sizes.length];
            int count = 1 + random.nextInt(3);
            shared = random.nextBoolean() ? new long[]{count} : new long[]{2, count};
            long elements = Arrays.stream(shared).reduce(1, (a, b) -> a * b);
            boolean tensors = random.nextInt(3) > 0;
            int place = 0;
            int until = random.nextInt(3) == 0 ? sizes.length : 1 + random.nextInt(sizes.length);
            boolean dots = random.nextInt(4) == 0;
            int skipped = dots ? sizes.length - until : 0;
            int gap = dots ? random.nextInt(until + 1) : -1;
            for (int i = 0, axis = 0; i < until; i++) {
                if (i == gap) {
                    index.add(ellipsis());
                    for (int k = 0; k < skipped; k++, axis++, place++) {
                        along(axis, 0, sizes[axis], 1);
                    }
                }
                if (random.nextInt(5) == 0) {
                    index.add(newAxis());
                    along(-1, 0, 1, 1);
                    place++;
                }
                long size = sizes[axis];
                switch (random.nextInt(tensors ? 4 : 2)) {
                    case 0 -> {
                        long position = random.nextLong(-size, size);
                        index.add(at(position));
                        fixed[axis] = Math.floorMod(position, size);
                    }
                    case 1 -> {
                        int step = 1 + random.nextInt(2);
                        long start = random.nextLong(size);
                        long end = start + random.nextLong(size - start + 1);
                        boolean whole = random.nextInt(3) == 0;
                        index.add(whole ? every(step) : range(start, end, step));
                        along(axis, whole ? 0 : start, whole ? size : end, step);
                        place++;
                    }
                    default -> {
                        long[] list = random.longs(elements, -size, size).toArray();
                        index.add(at(tensor(list).view(shared)));
                        for (int k = 0; k < list.length; k++) {
                            list[k] = Math.floorMod(list[k], size);
                        }
                        lists.add(list);
                        sourceOfList.add(axis);
                        placeOfList.add(place++);
                    }
                }
                axis++;
                if (i == until - 1) {
                    if (gap == until) {
                        index.add(ellipsis());
                    }
                    for (; axis < sizes.length; axis++) {
                        along(axis, 0, sizes[axis], 1);
                    }
                }
            }
        }

        private void along(int source, long start, long end, long step) {
            int count = (int) Math.max(0, Math.ceilDiv(end - start, step));
            long[][] positions = new long[count][];
            for (int i = 0; i < count; i++) {
                positions[i] = new long[]{start + i * step};
            }
            ranges.add(positions);
            sourceOfRange.add(source);
        }

        /** The elements by loops: the shared axes at the place of the first tensor where all are neighbours, else in front. */
        Model read(Model x) {
            int before = 0;
            if (!lists.isEmpty()) {
                int first = placeOfList.get(0);
                boolean neighbours = placeOfList.getLast() - first == placeOfList.size() - 1;
                before = neighbours ? first : 0;
            }
            List<Long> sizes = new ArrayList<>();
            ranges.forEach(range -> sizes.add((long) range.length));
            long[] joint = lists.isEmpty() ? new long[0] : shared;
            for (int i = 0; i < joint.length; i++) {
                sizes.add(before + i, joint[i]);
            }
            long[] shape = sizes.stream().mapToLong(size -> size).toArray();
            int total = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            long[] data = new long[total];
            for (int number = 0; number < total; number++) {
                long[] at = new long[shape.length];
                long rest = number;
                for (int axis = shape.length - 1; axis >= 0; axis--) {
                    at[axis] = rest % shape[axis];
                    rest /= shape[axis];
                }
                long[] position = fixed.clone();
                int shares = 0;
                for (int i = 0; i < joint.length; i++) {
                    shares = shares * (int) joint[i] + (int) at[before + i];
                }
                for (int i = 0; i < lists.size(); i++) {
                    position[sourceOfList.get(i)] = lists.get(i)[shares];
                }
                for (int i = 0; i < ranges.size(); i++) {
                    long where = at[i < before ? i : i + joint.length];
                    if (sourceOfRange.get(i) >= 0) {
                        position[sourceOfRange.get(i)] = ranges.get(i)[(int) where][0];
                    }
                }
                data[number] = x.at(position);
            }
            return new Model(shape, data);
        }
    }
}
